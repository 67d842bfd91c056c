# Messages for a subscription that an older test left in the session: acknowledged, counted as foreign, noted; the test goes on.
$broker = Start-Mosquitto
$same = @{ Endpoint = "mqtt://127.0.0.1:$($broker.Port)"; PersistentSession = $true; ClientId = 'fixed-{{device}}'; Topic = 'fixed/{{device}}'; Clients = 2; Rate = 10 }
# The session with its subscription is left by another client, as IoTLoad removes what its own tests leave.
foreach ($device in 0, 1) { $null = & mosquitto_sub -h 127.0.0.1 -p $broker.Port -i "fixed-$device" -c -q 1 -t "fixed/$device" -E }
foreach ($qos in 1, 0) {
    $result = Start-IoTLoadTest @same -Pattern PublishOnly -QoS $qos -Duration 2s -ErrorVariable errors -ErrorAction SilentlyContinue
    Assert-Holds "QoS $qos connects once a device" ($result.Counters.Connected -eq 2 -and $result.Counters.Disconnected -eq 0) "$($result.Counters | Out-String) $($result.Failures | Out-String)"
    Assert-Holds "QoS $qos publishes all" ($result.Counters.Published -eq 20 -and ($qos -eq 0 -or $result.Counters.Acked -eq 20)) ($result.Counters | Out-String)
    foreach ($device in 0, 1) { $null = & mosquitto_sub -h 127.0.0.1 -p $broker.Port -i "fixed-$device" -c -q 1 -t "fixed/$device" -E }
}
