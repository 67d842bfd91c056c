# ws://host:port/ asks for the path /, as it is written.
$broker = Start-Mosquitto
$port = Get-FreePort
$gate = Start-Python gate $port websocket_gate.py '--listen', $port, '--to', $broker.WebSocketPort, '--path', '/'
$result = Start-IoTLoadTest "ws://127.0.0.1:$port/" -Clients 1 -Rate 4 -Duration 1s 2>$null
Assert-Holds 'the path / is asked for, or refused as input' ($result.Counters.Published -eq 4 -or $Error[0].CategoryInfo.Category -eq 'InvalidArgument') "$($Error[0]) $(Get-Content $gate.Log -Raw)"
