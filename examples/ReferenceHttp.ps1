# The HTTP test of the earlier scripts: 121 triggers, one a second; each starts a function that publishes 5 messages at once, over 5
# connections. Topics, rhythm and payload are those of the scripts; the payload has the tracking token as one more member, which
# -Tracking None leaves out.
#
#   ./ReferenceHttp.ps1 -Function http      on functions: Publish-IoTLoadFunction http -TriggerRules 1 -TriggerTopic loadtest/lambda/http
#   ./ReferenceHttp.ps1                     the same messages from this machine
[CmdletBinding()]
param(
    [string] $Function,
    [int] $Triggers = 121,
    [int] $Rules = 1,
    [int] $Tasks = 5,
    [string] $Endpoint = 'AwsIoTCore',
    [ValidateSet('Payload', 'None')] [string] $Tracking = 'Payload',

    # Further parameters of Start-IoTLoadTest, such as @{ Region = 'eu-west-1'; Threshold = 'failed == 0' }.
    [hashtable] $Test = @{}
)

if (-not (Get-Module IoTLoad)) {
    Import-Module "$PSScriptRoot/../artifacts/module/IoTLoad"
}

$reference = @{ Endpoint = $Endpoint; Protocol = 'Http'; QoS = 1; Arrival = 'Burst'; Tracking = $Tracking }
if ($Function) {
    # A function has its own devices, each with one message; all are due at the function's start.
    $workers = $Triggers * $Rules
    $reference += @{
        Function    = $Function
        Workers     = $workers
        Trigger     = 'Rule'
        TriggerRate = 1
        Clients     = $workers * $Tasks
        Rate        = $workers * $Tasks
        Duration    = '1s'
        Topic       = 'loadtest/http/{{triggerNo+1}}/{{ruleNo}}/{{threadNo}}'
    }
}
else {
    # A second of this machine stands for a trigger, so that the message's number is that of the trigger.
    $reference += @{
        Clients         = $Tasks
        Rate            = $Tasks
        Duration        = "${Triggers}s"
        Topic           = 'loadtest/http/{{message+1}}/0/{{threadNo}}'
        PayloadTemplate = "$PSScriptRoot/reference-http.json"
    }
}

Start-IoTLoadTest @reference @Test
