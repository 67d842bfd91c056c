# The MQTT test of the earlier scripts: 331 triggers, one a second; each starts a function with 10 clients, of which one connects every
# 30 s and subscribes to its own topic. Then each client publishes 6 messages at the start of each second, for 800 s: 19,860 messages
# a second. A function runs for 15 minutes at most, so the 800 s are cut into waves.
# Topics, client IDs, rhythm and payload are those of the scripts, with the function's number in place of its host's name in topics and
# client IDs. The payload has the tracking token as one more member, which -Tracking None leaves out.
#
#   ./ReferenceMqtt.ps1 -Function mqtt      on functions: Publish-IoTLoadFunction mqtt -TriggerRules 1 -TriggerTopic loadtest/lambda/mqtt
#                                           -ClientIdPrefix CLIENT_, iotload-
#   ./ReferenceMqtt.ps1                     the same messages from this machine
[CmdletBinding()]
param(
    [string] $Function,
    [int] $Triggers = 331,
    [int] $Rules = 1,
    [int] $Clients = 10,
    [int] $MessagesPerSecond = 6,
    [double] $ConnectEvery = 30,
    [string] $Duration = '800s',
    [string] $Endpoint = 'AwsIoTCore',
    [ValidateSet('Payload', 'None')] [string] $Tracking = 'Payload',

    # Further parameters of Start-IoTLoadTest, such as @{ Region = 'eu-west-1'; Threshold = 'lost == 0' }.
    [hashtable] $Test = @{}
)

if (-not (Get-Module IoTLoad)) {
    Import-Module "$PSScriptRoot/../artifacts/module/IoTLoad"
}

$workers = $Triggers * $Rules
$reference = @{
    Endpoint    = $Endpoint
    QoS         = 1
    Pattern     = 'RoundTrip'
    Arrival     = 'Burst'
    Tracking    = $Tracking
    Clients     = $workers * $Clients
    ConnectRate = $workers / $ConnectEvery
    Rate        = $workers * $Clients * $MessagesPerSecond
    Duration    = $Duration
    KeepAlive   = '30s'
    ClientId    = 'CLIENT_{{triggerNo+1}}_{{shard}}_{{threadNo}}'
    Topic       = 'loadtest/mqtt/{{triggerNo+1}}/{{shard}}/{{threadNo}}'
}
if ($Function) {
    $reference += @{ Function = $Function; Workers = $workers; Trigger = 'Rule'; TriggerRate = 1 }
}

Start-IoTLoadTest @reference @Test
