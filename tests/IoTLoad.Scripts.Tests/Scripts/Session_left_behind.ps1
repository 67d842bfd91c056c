# Persistent sessions are gone after the test, or its notes say that they stay.
$broker = Start-Mosquitto
foreach ($version in @{}, @{ MqttVersion = 5 }) {
    $result = Start-IoTLoadTest "mqtt://127.0.0.1:$($broker.Port)" -PersistentSession -Clients 50 -Rate 20 -Duration 1s @version
    $notes = "$notes $($result.Notes)"
}
Start-Sleep 3
$left = & mosquitto_sub -p $broker.Port -t '$SYS/broker/clients/disconnected' -C 1 -W 12
Assert-Holds 'no session is left, or a note says so' ("$left" -eq '0' -or $notes -match 'session') "$left left; notes '$notes'"
