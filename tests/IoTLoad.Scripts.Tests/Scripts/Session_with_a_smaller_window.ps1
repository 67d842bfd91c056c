# A broker that lowers Receive Maximum when a session is taken up: what is sent again keeps to the new one.
$port = Get-FreePort
$broker = Start-Python broker $port scripted_broker.py '--port', $port, '--receive-maximum', '20,5', '--cut-after', '20', '--ack-delay', '50'
$result = Start-IoTLoadTest "mqtt://127.0.0.1:$port" -MqttVersion 5 -PersistentSession -Pattern PublishOnly -QoS 1 -Window 20 -Clients 1 -Rate 50 -Duration 4s -ErrorAction SilentlyContinue
Assert-Holds 'the new Receive Maximum is kept' (-not (Select-String VIOLATION $broker.Log)) (Get-Content $broker.Log -Raw)
Assert-Holds 'nothing stays unacknowledged' ($result.Counters.Unacked -eq 0 -and $result.Counters.Disconnected -eq 1) ($result.Counters | Out-String)
