#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Builds, tests, shows or packages IoTLoad. Without pwsh: dotnet tool exec --yes PowerShell@7.6.9 -- ./build.ps1 <task>
.PARAMETER Task
Build: assembles the module in artifacts/module/IoTLoad. This is the default.
Test: builds everything, and runs all tests.
Demo: builds the module, and runs examples/Quickstart.ps1 with it.
Rehearse: builds the module with the sandbox and this machine's function, and runs examples/Serverless.ps1.
Docs: makes a site of the documentation in artifacts/docs.
Package: builds for release, with the functions for Lambda, into artifacts/package/IoTLoad, for Publish-PSResource, and as a zip.
.PARAMETER ProjectUrl
The project's site, for the package's ProjectUri and Get-Help -Online. Default: the address of git's remote origin.
.EXAMPLE
./build.ps1 Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Rehearse', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    [string] $ProjectUrl
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$module = Join-Path $PSScriptRoot artifacts/module/IoTLoad
$architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
$quiet = '-nologo', '-verbosity:quiet'
# Code compiled ahead of time, so that the first test in a session does not measure the compiler.
$native = @('-property:ReadyToRun=true')
$platforms = '-property:ReadyToRunRids=linux-x64%3Blinux-arm64%3Bwin-x64%3Bosx-arm64'
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            dotnet build src/IoTLoad.PowerShell --configuration $Configuration @quiet @native
            "The module is in $module. To use it: Import-Module '$module'"
        }
        'Test' { dotnet test LoadTest.sln --configuration $Configuration -m:1 }
        'Demo' {
            dotnet build src/IoTLoad.PowerShell --configuration $Configuration @quiet @native
            ./examples/Quickstart.ps1
        }
        'Rehearse' {
            dotnet build src/IoTLoad.PowerShell --configuration $Configuration @quiet @native "-target:AssembleServerless" "-property:FunctionRids=linux-$architecture"
            ./examples/Serverless.ps1
        }
        'Docs' { ./docs/site.ps1 }
        'Package' { dotnet build src/IoTLoad.PowerShell --configuration Release -target:PackageModule $platforms }
    }
}
finally {
    Pop-Location
}
