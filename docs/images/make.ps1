#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Makes the README's pictures from a real test: terminal.png and report.png. Needs the built module (./build.ps1) and Chromium.
.EXAMPLE
./docs/images/make.ps1
#>
[CmdletBinding()]
param(
    # Where the pictures go.
    [string] $OutputFolder = $PSScriptRoot,
    [string] $Chromium = 'chromium'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$ProgressPreference = 'SilentlyContinue'
$PSStyle.OutputRendering = 'PlainText'
Import-Module "$PSScriptRoot/../../artifacts/module/IoTLoad"
$work = [System.IO.Directory]::CreateTempSubdirectory('iotload-pictures-').FullName
$env:IOTLOAD_HOME = Join-Path $work home

# Each command is shown as it is run here.
$commands = @(
    '$result = Start-IoTLoadTest -Clients 200 -Stage "10s:500", "20s:500", "5s:100" -Name "Evening peak" -Threshold "lost == 0", "roundTrip.p99 < 250ms"'
    '$result'
    '$result | Get-IoTLoadMetrics -Wide | Select-Object -Skip 12 -First 3 Timestamp, Published, AckP99'
)

# The page of a terminal: what was typed and what came back.
$lines = foreach ($command in $commands) {
    '<b>PS&gt;</b> <i>{0}</i>' -f [System.Net.WebUtility]::HtmlEncode(($command -replace " -(Name|Threshold) ", " ```n      -`$1 "))
    $text = . ([scriptblock]::Create($command)) | Out-String -Width 100
    $($text.Trim() ? $text.TrimEnd() + "`n" : '') -split '\r?\n' | ForEach-Object {
        [System.Net.WebUtility]::HtmlEncode($_.TrimEnd()) -replace '^(PASSED|FAILED)', '<em class="$1">$1</em>' -replace '\b(ok|FAILED)(?= +[\w.]+ [&lt;=!]+)', '<em class="$1">$1</em>'
    }
}
$terminal = @"
<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>terminal</title><style>
body { margin: 0; background: #0d1117; color: #e6edf3; } pre { margin: 0; padding: 18px 22px; font: 15px/1.4 'DejaVu Sans Mono', monospace; }
b { color: #58a6ff; } i { color: #f0f6fc; font-style: normal; font-weight: bold; } em { font-style: normal; font-weight: bold; }
.PASSED, .ok { color: #56d364; } .FAILED { color: #ff7b72; }
</style><pre>$($lines -join "`n")</pre></html>
"@
$pages = @{ terminal = Join-Path $work terminal.html; report = Join-Path $work report.html }
Set-Content $pages.terminal $terminal
$null = $result | Export-IoTLoadReport -Path $pages.report

function Save-Picture([string] $Name, [int] $Width, [int] $Height) {
    $file = Join-Path $OutputFolder "$Name.png"
    $arguments = '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', "--user-data-dir=$work/profile",
        "--window-size=$Width,$Height", "--screenshot=$file", $pages[$Name]
    $said = & $Chromium @arguments 2>&1 | Out-String
    if (-not (Test-Path $file)) { throw "Chromium made no picture: $said" }
    Get-Item $file
}

Save-Picture terminal 960 (20 + 21 * (($lines -join "`n") -split '\n').Count)
Save-Picture report 1000 1580
Remove-Item $work -Recurse
