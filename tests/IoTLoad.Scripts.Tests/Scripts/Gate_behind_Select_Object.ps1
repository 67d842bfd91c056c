# Under ErrorActionPreference Stop a failed threshold ends the script, also behind Select-Object -First.
foreach ($command in "Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'ack.p99 < 1us' | Select-Object -First 1",
    "Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'ack.p99 < 1us' -NoWait | Wait-IoTLoadTest | Select-Object -First 1",
    "Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s -Threshold 'ack.p99 < 1us'") {
    Set-Content step.ps1 "Import-Module '$env:MODULE'; `$ErrorActionPreference = 'Stop'; $command; 'the step goes on'"
    $output = & pwsh -NoProfile -NonInteractive -File step.ps1 2>&1 | Out-String
    Assert-Holds "exit code 1 of: $command" ($LASTEXITCODE -eq 1 -and $output -notmatch 'the step goes on') "$LASTEXITCODE $output"
}
