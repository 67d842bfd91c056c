# A date written as text means the same in every culture, or is refused.
$texts = foreach ($german in $false, $true) {
    if ($german) { Use-GermanCulture }
    $errors = @()
    try { Get-IoTLoadMetrics -Source InfluxDB -From '05.11.2026' -To '2025-01-01' -InfluxUrl http://127.0.0.1:9 -InfluxDatabase x -ErrorVariable errors -ErrorAction SilentlyContinue } catch { $errors = @($_) }
    "$($errors[0])"
}
Assert-Holds 'the same answer in both cultures' ($texts[0] -ceq $texts[1] -and $texts[0]) $texts
