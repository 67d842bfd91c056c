# One session of a process removes the module while another one, which has not used it yet, goes on with it.
Import-Module $env:MODULE
$job = Start-ThreadJob {
    Import-Module $env:MODULE
    $null = New-Item $env:WORK/waits
    while (-not (Test-Path $env:WORK/removed)) { Start-Sleep -Milliseconds 50 }
    Start-IoTLoadTest -Clients 2 -Rate 10 -Duration 1s
}
while (-not (Test-Path $env:WORK/waits)) { Start-Sleep -Milliseconds 50 }
Remove-Module IoTLoad
$null = New-Item $env:WORK/removed
$output = @($job | Receive-Job -Wait -ErrorVariable problems -ErrorAction SilentlyContinue)
Assert-Holds 'the other session runs its test' ($output.Count -eq 1 -and $output[0].Acked -eq 10) "$output $problems"

# Many at once import it, use it and remove it.
$failed = @(1..40 | ForEach-Object -ThrottleLimit 10 -Parallel {
        try {
            Import-Module $env:MODULE -ErrorAction Stop
            if ((New-IoTLoadPlan -Clients $_).DeviceCount -ne $_) { "other plan $_" }
            Remove-Module IoTLoad
        }
        catch {
            "$_"
        }
    })
Assert-Holds '40 sessions import, use and remove it' ($failed.Count -eq 0) ($failed -join "`n")
