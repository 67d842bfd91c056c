#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Builds, tests, shows or packages IoTLoad: a front over dotnet, which does the same without pwsh.
.PARAMETER Task
Build: assembles the module in artifacts/module/IoTLoad.
Test: builds, and runs all tests.
Demo: builds, and runs examples/Quickstart.ps1.
Package: builds for release, with the function for Lambda, and writes artifacts/IoTLoad.<version>.zip.
.EXAMPLE
./build.ps1 Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { dotnet build LoadTest.sln --configuration $Configuration }
        'Test' { dotnet test LoadTest.sln --configuration $Configuration -m:1 }
        'Demo' { dotnet run --project src/IoTLoad.Shell --configuration $Configuration -- -File examples/Quickstart.ps1 }
        'Package' { dotnet build src/IoTLoad.PowerShell --configuration Release -target:PackageModule }
    }
}
finally {
    Pop-Location
}
