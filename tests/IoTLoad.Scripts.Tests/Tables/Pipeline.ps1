# How the module behaves in a pipeline and at a prompt: run in each culture, in strict mode.
Set-StrictMode -Version Latest
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'
$small = @{ Clients = 2; Rate = 20; Duration = '1s'; DrainTime = '2s' }

# The error of a statement, terminating or not; nothing may be shown besides.
function Get-Fault([scriptblock] $Statement) {
    try { $found = @(& $Statement 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }); $found[0] } catch { $_ }
}

# Each row: what is written, the error's ID, words of its message, words of its advice.
$mosquitto = Start-Mosquitto
Set-Content empty.json ''
Set-Content rows.csv 'name', 'a'
$refused = @(
    , ({ Start-IoTLoadTest @small -PayloadTemplate '{"id":{{seq}}}' }, 'PayloadTemplateIsText', 'name of a file', 'Set-Content')
    , ({ Start-IoTLoadTest @small -PayloadTemplate env:PATH }, 'PathInvalid', 'provider Environment', 'path of a file')
    , ({ Start-IoTLoadTest @small -CaFile nodrive:/ca.pem }, 'PathInvalid', 'nodrive', 'path of a file')
    , ({ Start-IoTLoadTest @small -PayloadTemplate empty.json }, 'EmptyTemplate', 'is empty', '-PayloadSize 0')
    , ({ Start-IoTLoadTest -Clients 1 -Stage @{ Duration = '1s' } }, 'InvalidStage', 'Rate is missing', '30s:1000')
    , ({ Start-IoTLoadTest -Clients 1 -Stage @{ Rate = 1 } }, 'InvalidStage', 'Duration is missing', '30s:1000')
    , ({ Start-IoTLoadTest -Clients 1 -Stage @{ Duration = '1s'; Rat = 1 } }, 'InvalidStage', 'It has no Rat', '30s:1000')
    , ({ Start-IoTLoadTest -Clients 1 -Stage '1s:fast' }, 'InvalidStage', "'fast' is not a number", '30s:1000')
    , ({ Start-IoTLoadTest AwsIot @small }, 'InvalidEndpoint', 'AwsIot is not a host', 'AwsIoTCore')
    , ({ Start-IoTLoadTest Aws-IoT-Core @small }, 'InvalidEndpoint', 'is not a host', 'AwsIoTCore')
    , ({ Start-IoTLoadTest mqtt:/host @small }, 'InvalidEndpoint', 'no // behind mqtt:', 'mqtt://host')
    , ({ Start-IoTLoadTest wss:host/mqtt @small }, 'InvalidEndpoint', 'no // behind wss:', 'wss://host/mqtt')
    , ({ Start-IoTLoadSandbox -Limit @{ Foo = 1 } }, 'SandboxLimit', "no limit 'Foo'", 'PayloadBytes')
    , ({ Start-IoTLoadSandbox -Fault @{ Foo = 1 } }, 'SandboxFault', "no fault 'Foo'", 'Throttle')
    , ({ Start-IoTLoadTest @small -Threshold 'akc.p99 < 1ms' }, 'MalformedThreshold', 'no metric', 'ack.p99')
    , ({ Start-IoTLoadTest @small -Threshold 'publishedRate > 99%' }, 'MalformedThreshold', 'a rate', 'published > 99%')
    , ({ Start-IoTLoadTest @small -QoS 0 -Threshold 'ack.p99 < 1s' }, 'ThresholdNotMeasured', 'QoS 0', '-QoS 1')
    , ({ Start-IoTLoadTest @small -QoS 0 -Threshold 'unacked == 0' }, 'ThresholdNotMeasured', 'QoS 0', '-QoS 1')
    , ({ Start-IoTLoadTest @small -Pattern PublishOnly -Threshold 'roundTrip.p99 < 1s' }, 'ThresholdNotMeasured', 'nobody subscribes', '-Pattern')
    , ({ Start-IoTLoadTest @small -Tracking None -Threshold 'lost == 0' }, 'ThresholdNotMeasured', 'told apart', '-Tracking')
    , ({ Start-IoTLoadTest @small -Pattern FanIn -SubscribeFilter other/# }, 'InvalidFilter', 'does not match', '-SubscribeFilter')
    , ({ Start-IoTLoadTest @small -Subscribers 5 }, 'NoEffect', '-Subscribers has no effect', '-Pattern FanIn')
    , ({ Start-IoTLoadTest @small -Subscribers 1 }, 'NoEffect', '-Subscribers has no effect', '-Pattern FanIn')
    , ({ Start-IoTLoadTest @small -SubscribeFilter a/# }, 'NoEffect', '-SubscribeFilter has no effect', '-Pattern FanIn')
    , ({ Start-IoTLoadTest @small -Publishers 5 }, 'NoEffect', '-Publishers has no effect', '-Pattern Downlink')
    , ({ Start-IoTLoadTest @small -PayloadCsv rows.csv }, 'NoEffect', '-PayloadCsv has no effect', 'csv column')
    , ({ Start-IoTLoadTest @small -SessionExpiry 2h }, 'NoEffect', '-SessionExpiry has no effect', '-MqttVersion 5')
    , ({ Start-IoTLoadTest @small -ChurnInterval 5s }, 'NoEffect', '-ChurnInterval has no effect', '-ChurnShare')
    , ({ Start-IoTLoadTest @small -RequestTimeout 5s }, 'NoEffect', '-RequestTimeout has no effect', 'protocol Http')
    , ({ Start-IoTLoadTest @small -QoS 0 -Window 5 }, 'NoEffect', '-Window has no effect', '-QoS 1')
    , ({ Start-IoTLoadTest http://127.0.0.1:9 @small -KeepAlive 5s }, 'NoEffect', '-KeepAlive has no effect', 'Mqtt')
    , ({ Start-IoTLoadTest @small -OtlpHeader @{ a = 1 } }, 'NoEffect', '-OtlpHeader has no effect', '-OtlpEndpoint')
    , ({ Start-IoTLoadTest @small -Strict }, 'NoEffect', '-Strict has no effect', 'AwsIoTCore')
    , ({ Start-IoTLoadTest @small -PfxPassword (ConvertTo-SecureString x -AsPlainText -Force) }, 'NoEffect', '-PfxPassword has no effect', '-PfxFile')
    , ({ Start-IoTLoadTest -Rate '2,5' }, 'ParameterArgumentTransformationError', "'2,5' is not a number", '')
    , ({ Start-IoTLoadTest -Rate '100/m' }, 'ParameterArgumentTransformationError', "100/s", '')
    , ({ Start-IoTLoadTest -Clients 1.5 }, 'ParameterArgumentTransformationError', '1.5 is not a whole number', '')
    , ({ Start-IoTLoadTest -Clients '1.5' }, 'ParameterArgumentTransformationError', '1.5 is not a whole number', '')
    , ({ Start-IoTLoadTest -QoS 0.9d }, 'ParameterArgumentTransformationError', '0.9 is not a whole number', '')
    , ({ Start-IoTLoadTest -MessageCount 10.5 }, 'ParameterArgumentTransformationError', '10.5 is not a whole number', '')
    , ({ [pscustomobject]@{ Clients = '1.5' } | Start-IoTLoadTest }, 'InvalidCell', '1.5 is not a whole number', 'column Clients')
    , ({ [pscustomobject]@{ Subscribers = 1.5; Pattern = 'FanIn' } | Start-IoTLoadTest }, 'InvalidCell', '1.5 is not a whole number', 'column Subscribers')
    , ({ Get-IoTLoadTest -Newest 1.5 }, 'ParameterArgumentTransformationError', '1.5 is not a whole number', '')
    , ({ Start-IoTLoadSandbox -Limit @{ PayloadBytes = 1.5 } }, 'SandboxLimit', '1.5', 'whole number')
    , ({ Start-IoTLoadTest -QoS two }, 'ParameterArgumentTransformationError', "'two' is not a number", '')
    , ({ Get-IoTLoadMetrics (Start-IoTLoadTest @small).Id -Statistic p98 }, 'UnknownStatistic', "'p98'", 'p99')
    , ({ Get-IoTLoadMetrics nope }, 'RunNotFound', "'nope'", 'Get-IoTLoadTest')
    , ({ Get-IoTLoadTest | Start-IoTLoadTest -AsJob -NoWait }, 'AsJobOrNoWait', 'Both', '-AsJob')
)
foreach ($row in $refused) {
    $statement, $id, $words, $advice = $row
    $fault = Get-Fault $statement
    $ok = $fault -and $fault.FullyQualifiedErrorId.StartsWith("$id,") -and "$fault".Contains($words) -and
        ($advice -eq '' -or $fault.ErrorDetails.RecommendedAction.Contains($advice)) -and
        $fault.CategoryInfo.ToString().Length -lt 200 -and "$fault".Length -lt 400
    Assert-Holds "$statement is answered with $id" ([bool] $ok) $(if ($fault) { $fault.FullyQualifiedErrorId, "$fault", "$($fault.ErrorDetails)", $fault.CategoryInfo } else { 'no error' })
}

# What is understood.
Assert-Holds '1k and 100/s are rates' ((Start-IoTLoadTest -Clients 1 -Rate 100/s -Duration 1s).Intended -eq 100 -and
    (Start-IoTLoadTest -Clients 1 -Stage '1s:0.1k' -Name staged).Intended -eq 50)
Assert-Holds "'2.5' is 2.5" ((Start-IoTLoadTest -Clients '2' -Rate '2.5' -Duration 2s -ConnectRate '50.5').OfferedRate -eq 2.5)
Assert-Holds 'ack.p99.9 is a threshold' ((Start-IoTLoadTest @small -Threshold 'ack.p99.9 < 10s').Passed)
Set-Content broken.json '{ "name": {{device}}x }'
$null = Start-IoTLoadTest @small -PayloadTemplate broken.json -WarningVariable doubts
Assert-Holds 'a template that is no JSON in the end warns' ("$doubts" -match 'looks like JSON' -and "$doubts" -match 'broken.json') "$doubts"
Set-Content good.json '{ "name": "{{device}}" }'
$null = Start-IoTLoadTest @small -PayloadTemplate good.json -WarningVariable doubts
Assert-Holds 'a template that is JSON does not warn' ("$doubts" -eq '') "$doubts"
Assert-Holds 'whole numbers may be written as fractions, and as text' ((Start-IoTLoadTest -Clients 2.0 -Rate 20 -Duration 1s -MessageCount '1e1').Intended -eq 10)
$http = Get-Fault { Start-IoTLoadTest "http://127.0.0.1:$($mosquitto.Port)" -Clients 1 -Rate 50 -Duration 1h }
Assert-Holds 'HTTP to an MQTT broker ends early and names the scheme to write' ($http.FullyQualifiedErrorId -match '^HttpNotSpoken,' -and
    $http.ErrorDetails.RecommendedAction -match 'mqtt://') "$http $($http.FullyQualifiedErrorId)"
$tls = Start-MutualTlsMosquitto 3600
$openssl = 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=Other authority', '-keyout', 'other.key', '-out', 'other.pem'
$null = & openssl @openssl 2>&1
$fault = Get-Fault { Start-IoTLoadTest "mqtts://127.0.0.1:$($tls.Port)" @small -CaFile other.pem }
Assert-Holds 'the wrong authority as -CaFile is told apart from none' ($fault.FullyQualifiedErrorId -match '^TlsUntrustedCertificate,' -and
    "$fault" -match 'issued by CN=' -and $fault.ErrorDetails.RecommendedAction -match 'other\.pem does not hold that authority') "$fault $($fault.ErrorDetails.RecommendedAction)"

# What a number or a fraction may be is declared by each parameter.
$loose = foreach ($command in Get-Command -Module IoTLoad) {
    foreach ($parameter in $command.Parameters.Values) {
        $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
        $names = $parameter.Attributes.TypeId.Name
        if ($type -in [int], [long] -and $names -notcontains 'WholeNumberTransformationAttribute' -and $parameter.Name -notin 'OutBuffer') { "$command -$($parameter.Name)" }
        if ($type -eq [double] -and $names -notcontains 'NumberTransformationAttribute') { "$command -$($parameter.Name)" }
    }
}
Assert-Holds 'no parameter takes a number as the culture writes it, or rounds one' ($null -eq $loose) $loose
Set-Location ([System.IO.Directory]::CreateDirectory("$env:WORK/elsewhere").FullName)
Set-Content here.json '{ "n": {{message}} }'
Assert-Holds "a relative path follows PowerShell's location" ((Start-IoTLoadTest @small -PayloadTemplate here.json).Passed)
Set-Location $env:WORK

# Objects that bind.
$result = Start-IoTLoadTest @small -Name 'nightly one'
$point = @($result | Get-IoTLoadMetrics)[0]
Assert-Holds 'a metric point leads to its test' (($point | Get-IoTLoadTest).Id -eq $result.Id)
Assert-Holds 'wildcards in -Name' (@(Get-IoTLoadTest -Name nightly*).Id -contains $result.Id -and -not (Get-IoTLoadTest -Name nope*))
$job = Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 60s -AsJob
$null = $job | Stop-IoTLoadTest -Confirm:$false
Assert-Holds 'a job is stopped by the pipeline' ((Get-IoTLoadTest $job.Name).State -eq 'Stopped') (Get-IoTLoadTest $job.Name)
Assert-Holds 'a job leads to its test' (($job | Get-IoTLoadTest).Id -eq $job.Name)
$running = Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 60s -NoWait
$fault = Get-Fault { Get-IoTLoadTest $running.Id -Result }
Assert-Holds '-Result of a running test says that it runs' ($fault.FullyQualifiedErrorId -match '^TestIsRunning,' -and "$fault" -match 'still runs') "$fault"
$running | Stop-IoTLoadTest
$again = $result.Plan | Start-IoTLoadTest -Rate 40 -QoS 0 -Name again
Assert-Holds 'parameters override a piped plan, and the rest stays' ($again.OfferedRate -eq 40 -and $again.QoS -eq 0 -and $again.Devices -eq 2 -and $again.Plan.DrainTime.TotalSeconds -eq 2) $again
$again = Get-IoTLoadTest $result.Id | Start-IoTLoadTest -Clients 3
Assert-Holds 'parameters override a stored plan' ($again.Devices -eq 3 -and $again.OfferedRate -eq 20) $again
$again = Start-IoTLoadTest -Plan $result.Plan -Duration 2s
Assert-Holds 'parameters override -Plan' ($again.DurationSeconds -eq 2 -and $again.OfferedRate -eq 20) $again
$fault = Get-Fault { $again.Plan | Start-IoTLoadTest -Subscribers 3 }
Assert-Holds 'what has no effect on a piped plan is refused' ($fault.FullyQualifiedErrorId -match '^NoEffect,') "$fault"
$fault = Get-Fault { Start-IoTLoadTest -Clients 1 -Stage '1s:10', '1s:0', '1s:10' | Start-IoTLoadTest -Rate 5 }
Assert-Holds 'a rate cannot override several stages' ($fault.FullyQualifiedErrorId -match '^StageAmbiguous,') "$fault"
$errorsBefore = $Error.Count
$quiet = Get-IoTLoadFunction nope -EndpointUrl http://127.0.0.1:9 -Region eu-west-1 -AccessKey a -SecretKey b -ErrorAction SilentlyContinue 2>&1
Assert-Holds 'Get-IoTLoadFunction with SilentlyContinue is silent' ($null -eq $quiet) $quiet
$fault = Get-Fault { Remove-IoTLoadTest nightly* }
$fault = Get-Fault { Remove-IoTLoadTest "$($result.Id.Substring(0, 17))*" }
Assert-Holds 'a wildcard asks before it removes' ($fault -and (Get-IoTLoadTest $result.Id)) "$fault"
Remove-IoTLoadTest "$($result.Id.Substring(0, 19))*" -Confirm:$false
Assert-Holds '-Confirm:$false does not ask' ($null -ne (Get-Fault { Get-IoTLoadTest $result.Id }))
$single = Start-IoTLoadTest @small
Remove-IoTLoadTest $single.Id
Assert-Holds 'one ID does not ask' ($null -ne (Get-Fault { Get-IoTLoadTest $single.Id }))

# Completion.
function Get-Words([string] $Line) { @((TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText) }
Assert-Holds 'regions complete' ((Get-Words 'Get-IoTLoadDevice -Region eu-w') -contains 'eu-west-1') (Get-Words 'Get-IoTLoadDevice -Region eu-w')
Set-Content credentials '[lab-profile]', 'aws_access_key_id = a', 'aws_secret_access_key = b'
Assert-Holds 'profiles complete' ((Get-Words "Get-IoTLoadDevice -ProfileLocation $env:WORK/credentials -ProfileName lab") -contains 'lab-profile') (Get-Words "Get-IoTLoadDevice -ProfileLocation $env:WORK/credentials -ProfileName lab")
Assert-Holds 'endpoints and schemes complete' ((Get-Words 'Start-IoTLoadTest -Endpoint ') -contains 'AwsIoTCore' -and (Get-Words 'Start-IoTLoadTest -Endpoint mqtts') -contains 'mqtts://')
Assert-Holds 'QoS completes' (((Get-Words 'Start-IoTLoadTest -QoS ') -join ' ') -match '0 1 2')
Assert-Holds 'faults complete' ((Get-Words 'Start-IoTLoadSandbox -Fault ') -contains '@{ Throttle = 0.1 }')
Assert-Holds 'limits complete' ((Get-Words 'Start-IoTLoadSandbox -Limit Payl') -contains '@{ PayloadBytes = 100 }')
Assert-Holds 'functions that cannot be asked for complete to nothing' ($null -ne (TabExpansion2 'Get-IoTLoadFunction -EndpointUrl http://127.0.0.1:9 -AccessKey a -SecretKey b -Region eu-west-1 -FunctionName x' 109))
$limits = @{}
foreach ($word in Get-Words 'Start-IoTLoadSandbox -Limit ') { if ($word -match '^@\{ (\w+) =') { $limits[$Matches[1]] = 1000 } }
$sandbox = Start-IoTLoadSandbox -Limit $limits
Assert-Holds 'the sandbox knows all limits that complete' ($limits.Count -gt 15 -and $sandbox) $limits
$sandbox | Stop-IoTLoadSandbox
