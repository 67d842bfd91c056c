namespace IoTLoad.Sandbox.Tests.Lambda;

/// <summary>Runtimes as shell scripts.</summary>
internal static class Scripts
{
    /// <summary>Does what the event's text asks for, or else answers with the event and what it knows.</summary>
    public const string Runtime = """
        #!/bin/bash
        echo "init $$"
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        while :; do
          event=$(curl -sS -D "$TMPDIR/head" "$api/invocation/next") || exit 1
          head=$(tr -d '\r' < "$TMPDIR/head")
          id=$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip' <<< "$head")
          case $event in
            *sleep*) sleep 60 & sleep 60 ;;
            *exit*) echo "leaving" >&2; exit 3 ;;
            *memory*) x=$(head -c 400000000 /dev/zero | tr '\0' x); sleep 60 ;;
            *fail*) curl -sS -o /dev/null -H 'Lambda-Runtime-Function-Error-Type: Function.Failed' -d '{"errorMessage":"no","errorType":"Failed"}' "$api/invocation/$id/error" ;;
            *partial*) printf 'no newline'; printf ' at the end' >&2; curl -sS -o /dev/null -d '{}' "$api/invocation/$id/response" ;;
            *twice*)
              curl -sS -o /dev/null -d '{}' "$api/invocation/$id/response"
              curl -sS -w ' %{http_code}\n' -d '{}' "$api/invocation/$id/response"
              curl -sS -w ' %{http_code}\n' -d '{}' "$api/invocation/other/response" ;;
            *large*) head -c 7000000 /dev/zero | curl -sS -w ' %{http_code}\n' --data-binary @- "$api/invocation/$id/response" ;;
            *brief*) sleep 1; curl -sS -o /dev/null -d "{\"pid\":$$}" "$api/invocation/$id/response" ;;
            *)
              echo "event $event"
              {
                printf '{"pid":%s,"event":%s,"head":{' $$ "$event"
                sed -n 's/^\(Lambda-Runtime-[A-Za-z-]*\): \(.*\)$/"\1":"\2",/p' <<< "$head" | tr -d '\n'
                printf '"":""},"env":{'
                env | sed -n 's/^\([A-Z_]*\)=\([^"]*\)$/"\1":"\2",/p' | tr -d '\n'
                printf '"":""},"pwd":"%s"}' "$PWD"
              } | curl -sS -o /dev/null -d @- "$api/invocation/$id/response" ;;
          esac
        done
        """;

    /// <summary>Answers each event with it; behind the first it gives up waiting for the next one, says so, and asks again.</summary>
    public const string Impatient = """
        #!/bin/bash
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        patience=30
        while :; do
          event=$(curl -sS -m $patience -D "$TMPDIR/head" "$api/invocation/next" 2> /dev/null) || { echo "gave up"; patience=30; continue; }
          id=$(tr -d '\r' < "$TMPDIR/head" | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
          patience=0.3
          curl -sS -o /dev/null -d "$event" "$api/invocation/$id/response"
        done
        """;

    /// <summary>Says that it cannot start.</summary>
    public const string CannotStart = """
        #!/bin/bash
        curl -sS -o /dev/null -H 'Lambda-Runtime-Function-Error-Type: Runtime.NoSuchHandler' -d '{"errorMessage":"no handler","errorType":"Runtime.NoSuchHandler"}' "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/init/error"
        exit 1
        """;
}
