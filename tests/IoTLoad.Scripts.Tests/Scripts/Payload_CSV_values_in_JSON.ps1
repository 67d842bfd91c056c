# Values of a CSV with quotes, backslashes and line breaks: the payloads are strict JSON that holds these values.
$broker = Start-Mosquitto
Set-Content rows.csv @'
site,note
"Hall 3","pump ""A"" on"
"Hall 4","C:\temp\new"
"Hall 5","line one
line two"
'@
Set-Content t.json '{"site":"{{csv site}}","note":"{{csv note}}","n":{{message}}}' -NoNewline
$subscriber = Start-ThreadJob { param($port) & mosquitto_sub -h 127.0.0.1 -p $port -t 'p1/#' -C 3 -W 15 -F '%x' } -ArgumentList $broker.Port
Start-Sleep 1
$result = Start-IoTLoadTest "mqtt://127.0.0.1:$($broker.Port)" -Pattern PublishOnly -PayloadTemplate t.json -PayloadCsv rows.csv -Topic 'p1/{{device}}' -Clients 3 -Rate 3 -Duration 1s -ErrorVariable refused -ErrorAction SilentlyContinue
$payloads = @($subscriber | Receive-Job -Wait | ForEach-Object { [Text.Encoding]::UTF8.GetString([Convert]::FromHexString($_)) })
$notes = $payloads | ForEach-Object { try { [Text.Json.JsonDocument]::Parse($_).RootElement.GetProperty('note').GetString() } catch { "BAD $_" } } | Sort-Object
$wanted = 'pump "A" on', 'C:\temp\new', "line one`nline two" | Sort-Object
Assert-Holds 'each payload is JSON with the value of its row, or the rows are refused' (($refused.Count -gt 0 -and "$refused" -match 'row') -or ("$notes".ReplaceLineEndings("`n") -ceq "$wanted")) ($notes, $refused)
