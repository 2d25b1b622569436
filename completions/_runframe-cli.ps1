
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'runframe-cli' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'runframe-cli'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'runframe-cli' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('walkthrough', 'walkthrough', [CompletionResultType]::ParameterValue, 'Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Show where an alert goes and why, and the Runframe incident it becomes')
            [CompletionResult]::new('tree', 'tree', [CompletionResultType]::ParameterValue, 'Draw the routing tree, with the routes no alert can reach')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run tests: alerts, and the receivers, groups and incidents they must come to')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show exactly which alerts a change treats differently, with an example of each kind')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a finding: what it means, why it matters, what to write instead')
            [CompletionResult]::new('fire', 'fire', [CompletionResultType]::ParameterValue, 'Send firing alerts as Alertmanager would, and see the Runframe incidents they become')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Send the end of what was fired, and see the incidents resolve')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send a recorded payload again, changed or as it is')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run a local Runframe: webhook endpoint, incidents, API')
            [CompletionResult]::new('incidents', 'incidents', [CompletionResultType]::ParameterValue, 'Look at incidents and act on them, in the local Runframe or the real one')
            [CompletionResult]::new('deliveries', 'deliveries', [CompletionResultType]::ParameterValue, 'Look at what was delivered to the local Runframe, refused deliveries too')
            [CompletionResult]::new('integrations', 'integrations', [CompletionResultType]::ParameterValue, 'Set up the integrations of the local Runframe: each has a webhook URL of its own')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Set up and list services: what the `service_id` label of an alert names')
            [CompletionResult]::new('faults', 'faults', [CompletionResultType]::ParameterValue, 'Treat deliveries badly on purpose, and learn what Alertmanager does about it')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Set up API keys of the local Runframe, for scripts and clients of the V1 API')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write one page a command to a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;walkthrough' {
            [CompletionResult]::new('--bin-dir', '--bin-dir', [CompletionResultType]::ParameterName, 'Folder that holds the `prometheus` and `alertmanager` executables, for --real')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Route through this alertmanager.yml instead of the guide''s; only its Runframe receiver is sent to, and that is aimed at the local Runframe')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'The receiver in --config that is Runframe, if its URL does not tell')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Severity of the test alert')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A further label of the test alert, to send it down a route of --config; may be repeated')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long each hop may take with --real, on top of the waits the configuration asks for')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--real', '--real', [CompletionResultType]::ParameterName, 'Go through real Prometheus and Alertmanager processes, found on PATH or in --bin-dir')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;validate' {
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'A receiver that reaches Runframe, if its URL does not tell; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the findings')
            [CompletionResult]::new('--max-findings', '--max-findings', [CompletionResultType]::ParameterName, 'Print at most this many findings, the worst first kept; all are counted, 0 is no limit')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'The least level that makes the exit status 1')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--allow-placeholders', '--allow-placeholders', [CompletionResultType]::ParameterName, 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first')
            [CompletionResult]::new('--skip-others', '--skip-others', [CompletionResultType]::ParameterName, 'Pass over files with Kubernetes resources or Helm values and no configuration, as long as another has one')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print findings only, and nothing if there is none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print findings only, and nothing if there is none')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;route' {
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'An annotation of the alert; may be repeated')
            [CompletionResult]::new('--alerts', '--alerts', [CompletionResultType]::ParameterName, 'Follow the alerts in this file; `-` is standard input')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When the alert is sent, such as 2026-03-01T03:00:00Z, for time intervals')
            [CompletionResult]::new('--firing', '--firing', [CompletionResultType]::ParameterName, 'Another alert that fires, as name=value,... , for inhibition; may be repeated')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'A service linked to the integration, with its default severity if it has one; may be repeated')
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'A receiver that reaches Runframe, if its URL does not tell; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the answer; the JSON is described by docs/schema/route.json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--together', '--together', [CompletionResultType]::ParameterName, 'The alerts of --alerts fire at the same time, so that they may inhibit each other')
            [CompletionResult]::new('--allow-placeholders', '--allow-placeholders', [CompletionResultType]::ParameterName, 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'List every route that is asked, also in long rows that do not match')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'List every route that is asked, also in long rows that do not match')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;tree' {
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'A receiver that reaches Runframe, if its URL does not tell; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What to draw')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--allow-placeholders', '--allow-placeholders', [CompletionResultType]::ParameterName, 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;test' {
            [CompletionResult]::new('--fail-under', '--fail-under', [CompletionResultType]::ParameterName, 'Fail if fewer than this many of a hundred routes are covered')
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'A receiver that reaches Runframe, if its URL does not tell; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the outcome')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Print a file of tests, one for each route that delivers alerts')
            [CompletionResult]::new('--allow-placeholders', '--allow-placeholders', [CompletionResultType]::ParameterName, 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'List tests that pass, and every route without a test')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'List tests that pass, and every route without a test')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;diff' {
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'A receiver that reaches Runframe, if its URL does not tell; may be repeated')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Look for at most this many differences')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the difference')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--allow-placeholders', '--allow-placeholders', [CompletionResultType]::ParameterName, 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;explain' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;fire' {
            [CompletionResult]::new('--alertname', '--alertname', [CompletionResultType]::ParameterName, 'The alert''s name, which becomes the incident''s title [default: RunframeTest]')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]')
            [CompletionResult]::new('--service-id', '--service-id', [CompletionResultType]::ParameterName, 'The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Begin with the labels and annotations of a well-known alert; see --list-presets')
            [CompletionResult]::new('--from-rules', '--from-rules', [CompletionResultType]::ParameterName, 'Fire the alerts of this Prometheus rule file, or the one named behind a colon; may be repeated')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'The value of the expression, for --from-rules [default: 1]')
            [CompletionResult]::new('--external-label', '--external-label', [CompletionResultType]::ParameterName, 'A label that Prometheus adds to alerts that do not have it, and `$externalLabels` in templates; may be repeated')
            [CompletionResult]::new('--prometheus-url', '--prometheus-url', [CompletionResultType]::ParameterName, 'Where Prometheus can be reached: in links of --from-rules, and `$externalURL` in their templates')
            [CompletionResult]::new('--alerts', '--alerts', [CompletionResultType]::ParameterName, 'Fire the alerts in this file, or on standard input for `-`: JSON lines, or what Alertmanager''s /api/v2/alerts gives')
            [CompletionResult]::new('--annotation', '--annotation', [CompletionResultType]::ParameterName, 'A further annotation; may be repeated')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'The annotation `summary`, first paragraph of the incident''s description')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'The annotation `description`, second paragraph of the incident''s description')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many alerts to fire, told apart by the label `instance` [default: 1, in a storm as many as come in its time]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'Keep firing for this long, then resolve; Ctrl-C resolves at once')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Route the alert through this alertmanager.yml')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Send only what goes to this receiver of --config')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'Fire an alert that the route at this line of --config delivers; `runframe-cli tree` shows the lines')
            [CompletionResult]::new('--external-url', '--external-url', [CompletionResultType]::ParameterName, 'Where the message says Alertmanager can be reached')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set a field of the payload, such as alerts[0].endsAt=TEXT, or PATH:=JSON; may be repeated')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Take a field out of the payload, such as alerts[*].fingerprint; may be repeated. Done after every --set')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Send so many payloads in a second, such as 500/s or 90/m, whether or not those before were answered')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'For how long [default: 10s, unless --count ends it]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many payloads may wait for an answer at a time [default: 16]')
            [CompletionResult]::new('--group-size', '--group-size', [CompletionResultType]::ParameterName, 'How many alerts a payload holds [default: 1]')
            [CompletionResult]::new('--flap', '--flap', [CompletionResultType]::ParameterName, 'Let alerts end again: for a share of the payloads (20%), or each after a period (30s), after which it fires again')
            [CompletionResult]::new('--ramp', '--ramp', [CompletionResultType]::ParameterName, 'Let the rate grow from nothing for so long')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]')
            [CompletionResult]::new('--delivery', '--delivery', [CompletionResultType]::ParameterName, 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]')
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send, besides those of an `http_config`; may be repeated')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send, besides those of an `http_config`; may be repeated')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the certificates in this PEM file, and no others')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Introduce oneself with the certificate in this PEM file')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of --cert, as PEM')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook''s `timeout` says, else as long as the delivery may]')
            [CompletionResult]::new('--via-alertmanager', '--via-alertmanager', [CompletionResultType]::ParameterName, 'Hand the alert to the Alertmanager at this URL instead, and follow it until it has arrived at the local Runframe')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to follow it [default: as long as the route makes it wait, and 15s]')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print what would be sent, and send nothing: the payload, or a curl command that takes the URL from the environment')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--list-presets', '--list-presets', [CompletionResultType]::ParameterName, 'Print the presets, and send nothing')
            [CompletionResult]::new('--all-routes', '--all-routes', [CompletionResultType]::ParameterName, 'Fire one alert for each route of --config that delivers to Runframe')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a storm at another machine')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a storm at another machine')
            [CompletionResult]::new('--in-process', '--in-process', [CompletionResultType]::ParameterName, 'Send to a Runframe in this process, which ends with it, and to nothing else')
            [CompletionResult]::new('--to-receiver', '--to-receiver', [CompletionResultType]::ParameterName, 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Do not check whom the other side''s certificate is for, and who signed it')
            [CompletionResult]::new('--no-follow', '--no-follow', [CompletionResultType]::ParameterName, 'Do not follow it: end when the Alertmanager has the alert in its groups')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Tell of each alert at length which rule of the mapping gave which value')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what was fired and is not resolved, at every target, whether it is still there or not')
            break
        }
        'runframe-cli;fire;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;resolve' {
            [CompletionResult]::new('--alertname', '--alertname', [CompletionResultType]::ParameterName, 'The alert''s name, which becomes the incident''s title [default: RunframeTest]')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]')
            [CompletionResult]::new('--service-id', '--service-id', [CompletionResultType]::ParameterName, 'The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Route an alert that is not remembered through this alertmanager.yml')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Send only what goes to this receiver of --config')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]')
            [CompletionResult]::new('--delivery', '--delivery', [CompletionResultType]::ParameterName, 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]')
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send, besides those of an `http_config`; may be repeated')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send, besides those of an `http_config`; may be repeated')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the certificates in this PEM file, and no others')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Introduce oneself with the certificate in this PEM file')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of --cert, as PEM')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook''s `timeout` says, else as long as the delivery may]')
            [CompletionResult]::new('--via-alertmanager', '--via-alertmanager', [CompletionResultType]::ParameterName, 'Post the end to the Alertmanager at this URL instead, of what `fire --via-alertmanager` posted there')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to follow it until the local Runframe has resolved the incidents [default: as long as Alertmanager makes it wait, and 15s]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Resolve everything that was fired at the target and still fires')
            [CompletionResult]::new('--in-process', '--in-process', [CompletionResultType]::ParameterName, 'Send to a Runframe in this process, which ends with it, and to nothing else')
            [CompletionResult]::new('--to-receiver', '--to-receiver', [CompletionResultType]::ParameterName, 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Do not check whom the other side''s certificate is for, and who signed it')
            [CompletionResult]::new('--no-follow', '--no-follow', [CompletionResultType]::ParameterName, 'Do not follow it: end when the Alertmanager knows')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print what would be sent, and send nothing')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Tell of each alert at length which rule of the mapping gave which value')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;replay' {
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a field of the payload, or add one; may be repeated')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Take a field out of the payload; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Speak HTTP as the payload''s receiver does in this alertmanager.yml, and follow up failed attempts as Alertmanager')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'The receiver of --config, if it is not the payload''s')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]')
            [CompletionResult]::new('--delivery', '--delivery', [CompletionResultType]::ParameterName, 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]')
            [CompletionResult]::new('--alertmanager-version', '--alertmanager-version', [CompletionResultType]::ParameterName, 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send, besides those of an `http_config`; may be repeated')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send, besides those of an `http_config`; may be repeated')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the certificates in this PEM file, and no others')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Introduce oneself with the certificate in this PEM file')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of --cert, as PEM')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook''s `timeout` says, else as long as the delivery may]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--in-process', '--in-process', [CompletionResultType]::ParameterName, 'Send to a Runframe in this process, which ends with it, and to nothing else')
            [CompletionResult]::new('--to-receiver', '--to-receiver', [CompletionResultType]::ParameterName, 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Do not check whom the other side''s certificate is for, and who signed it')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print what would be sent, and send nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;init' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write alertmanager.yml and runframe-test.rules.yml to this folder instead; never overwrites')
            [CompletionResult]::new('--url-file', '--url-file', [CompletionResultType]::ParameterName, 'The file Alertmanager reads the webhook URL from [default: /etc/alertmanager/runframe-webhook-url]')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Severity of the test alert [default: warning]')
            [CompletionResult]::new('--service-id', '--service-id', [CompletionResultType]::ParameterName, 'Runframe service of the test alert, such as svc_K7M4Q9TZ2H')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;serve' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Where to listen; port 0 takes a free one')
            [CompletionResult]::new('--data-dir', '--data-dir', [CompletionResultType]::ParameterName, 'Keep incidents in this folder')
            [CompletionResult]::new('--ready-file', '--ready-file', [CompletionResultType]::ParameterName, 'Write address, base URL and process id to this file as JSON once it is ready, and remove it at the end')
            [CompletionResult]::new('--body-limit', '--body-limit', [CompletionResultType]::ParameterName, 'The largest payload to take, in bytes')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Let resolved and closed incidents go after this long, such as 30d; the oldest first, never an active one')
            [CompletionResult]::new('--max-incidents', '--max-incidents', [CompletionResultType]::ParameterName, 'Let the oldest resolved and closed incidents go when there are more than this')
            [CompletionResult]::new('--webhook-rate-limit', '--webhook-rate-limit', [CompletionResultType]::ParameterName, 'Take only so many deliveries a minute from each integration that has no limit of its own; answers 429 to others')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Treat deliveries badly on purpose, such as ''500 next=3'', ''drop share=0.1'' or ''delay=12s after-commit''; may be repeated')
            [CompletionResult]::new('--max-deliveries', '--max-deliveries', [CompletionResultType]::ParameterName, 'How many of the last deliveries to keep with their payloads; 0 keeps none')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How to log to stderr: lines for people, or one JSON object a line')
            [CompletionResult]::new('--settings', '--settings', [CompletionResultType]::ParameterName, 'Set up services, integrations and people as this file says; `init settings` prints an example')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Let each API key read so many times a minute, and write as many times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--in-memory', '--in-memory', [CompletionResultType]::ParameterName, 'Keep incidents in memory: they are gone when it stops')
            [CompletionResult]::new('--empty', '--empty', [CompletionResultType]::ParameterName, 'Make no service and no integration at the first start')
            [CompletionResult]::new('--require-key', '--require-key', [CompletionResultType]::ParameterName, 'Ask programs on this machine for an API key in the V1 API too; `/api/local`, which sets up and makes keys, stays open to this machine')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no line for each delivery')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no line for each delivery')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List incidents, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one incident: where its values come from, its alert, its timeline')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until incidents are as wished, for tests and CI')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch incidents of the local Runframe as they change, one line each')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Forget the incidents of the local Runframe: all, or those of one integration')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an incident without an alert')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Take an incident on: it becomes yours, and a new one is investigated from then on')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Move an incident to another status')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Resolve an incident by hand; its alert may go on firing without opening another')
            [CompletionResult]::new('comment', 'comment', [CompletionResultType]::ParameterValue, 'Write something into an incident''s timeline')
            [CompletionResult]::new('assign', 'assign', [CompletionResultType]::ParameterValue, 'Give an incident to somebody')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change title, description or severity of an incident; no later delivery changes them back')
            [CompletionResult]::new('escalate', 'escalate', [CompletionResultType]::ParameterValue, 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody')
            [CompletionResult]::new('page', 'page', [CompletionResultType]::ParameterValue, 'Call somebody about an incident; a local Runframe records it and sends nothing')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;incidents;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only those with this status; may be repeated')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Only those of this severity; may be repeated')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'Only those of this team, by name; may be repeated')
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'Only those of this integration''s alerts, by name; a local Runframe alone can tell')
            [CompletionResult]::new('--assigned-to', '--assigned-to', [CompletionResultType]::ParameterName, 'Only those assigned to this person, by email; may be repeated')
            [CompletionResult]::new('--created-after', '--created-after', [CompletionResultType]::ParameterName, 'Only those created at or after this instant, such as 2026-01-31 or 2026-01-31T08:00:00Z')
            [CompletionResult]::new('--created-before', '--created-before', [CompletionResultType]::ParameterName, 'Only those created at or before this instant')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many to list')
            [CompletionResult]::new('--offset', '--offset', [CompletionResultType]::ParameterName, 'How many to skip')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;wait' {
            [CompletionResult]::new('--number', '--number', [CompletionResultType]::ParameterName, 'Its number, such as INC-2026-001')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'Its title, exactly')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Its severity')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Its status')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'A service it affects, by key or name')
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'The integration its alert came by, by name; a local Runframe alone can tell')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A label of its alert; may be repeated')
            [CompletionResult]::new('--created-after', '--created-after', [CompletionResultType]::ParameterName, 'Created at or after this instant: those of earlier runs are not meant')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many incidents have to be so, at least')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long to wait, such as 30s or 2m')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;watch' {
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'Only incidents of this integration')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'End after so many lines')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print events; json is one object a line')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--deliveries', '--deliveries', [CompletionResultType]::ParameterName, 'Show each delivery too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;reset' {
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'Only those of this integration')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;create' {
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'A service it affects, by key or name; may be repeated')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'How bad it is; the service''s default otherwise')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What is known about it')
            [CompletionResult]::new('--idempotency-key', '--idempotency-key', [CompletionResultType]::ParameterName, 'Sent again with the same key, the request makes no second incident')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;ack' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;status' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;resolve' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--comment', '--comment', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;comment' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;assign' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;update' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'What to call it')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What is known about it')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'How bad it is')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;escalate' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;page' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the incident')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--channel', '--channel', [CompletionResultType]::ParameterName, 'How; may be repeated')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'What to tell them')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'What to tell them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;incidents;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List incidents, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one incident: where its values come from, its alert, its timeline')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until incidents are as wished, for tests and CI')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch incidents of the local Runframe as they change, one line each')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Forget the incidents of the local Runframe: all, or those of one integration')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an incident without an alert')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Take an incident on: it becomes yours, and a new one is investigated from then on')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Move an incident to another status')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Resolve an incident by hand; its alert may go on firing without opening another')
            [CompletionResult]::new('comment', 'comment', [CompletionResultType]::ParameterValue, 'Write something into an incident''s timeline')
            [CompletionResult]::new('assign', 'assign', [CompletionResultType]::ParameterValue, 'Give an incident to somebody')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change title, description or severity of an incident; no later delivery changes them back')
            [CompletionResult]::new('escalate', 'escalate', [CompletionResultType]::ParameterValue, 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody')
            [CompletionResult]::new('page', 'page', [CompletionResultType]::ParameterValue, 'Call somebody about an incident; a local Runframe records it and sends nothing')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;incidents;help;list' {
            break
        }
        'runframe-cli;incidents;help;show' {
            break
        }
        'runframe-cli;incidents;help;wait' {
            break
        }
        'runframe-cli;incidents;help;watch' {
            break
        }
        'runframe-cli;incidents;help;reset' {
            break
        }
        'runframe-cli;incidents;help;create' {
            break
        }
        'runframe-cli;incidents;help;ack' {
            break
        }
        'runframe-cli;incidents;help;status' {
            break
        }
        'runframe-cli;incidents;help;resolve' {
            break
        }
        'runframe-cli;incidents;help;comment' {
            break
        }
        'runframe-cli;incidents;help;assign' {
            break
        }
        'runframe-cli;incidents;help;update' {
            break
        }
        'runframe-cli;incidents;help;escalate' {
            break
        }
        'runframe-cli;incidents;help;page' {
            break
        }
        'runframe-cli;incidents;help;help' {
            break
        }
        'runframe-cli;deliveries' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deliveries, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery: what became of each alert, or its payload')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;deliveries;list' {
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'Only those for this integration')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many to list')
            [CompletionResult]::new('--offset', '--offset', [CompletionResultType]::ParameterName, 'How many to skip')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;deliveries;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'Print the payload as it was sent, byte for byte')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;deliveries;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deliveries, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery: what became of each alert, or its payload')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;deliveries;help;list' {
            break
        }
        'runframe-cli;deliveries;help;show' {
            break
        }
        'runframe-cli;deliveries;help;help' {
            break
        }
        'runframe-cli;integrations' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an integration in the local Runframe, and print its webhook URL once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List integrations; of each routing key only the last four characters')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give an integration another webhook URL; the old one stops working at once')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Disconnect an integration; its webhook URL stops working at once, its incidents stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;integrations;create' {
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'Link this service, by key, alias or name; may be repeated')
            [CompletionResult]::new('--alias', '--alias', [CompletionResultType]::ParameterName, 'Let a value of the `severity` label mean a severity, such as page=SEV1; may be repeated')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Let a value of the `severity` label mean a severity, such as page=SEV1; may be repeated')
            [CompletionResult]::new('--default-severity', '--default-severity', [CompletionResultType]::ParameterName, 'Severity of incidents whose alert and service name none, SEV0 to SEV4, instead of the organisation''s')
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'What is one incident: each alert, or each group of Alertmanager''s')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Take only so many deliveries a minute; answers 429 to others')
            [CompletionResult]::new('--url-file', '--url-file', [CompletionResultType]::ParameterName, 'Write the webhook URL to this file, for `url_file`, instead of printing it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;integrations;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;integrations;rotate' {
            [CompletionResult]::new('--url-file', '--url-file', [CompletionResultType]::ParameterName, 'Write the webhook URL to this file, for `url_file`, instead of printing it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;integrations;delete' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--reset', '--reset', [CompletionResultType]::ParameterName, 'Forget its incidents first')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;integrations;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an integration in the local Runframe, and print its webhook URL once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List integrations; of each routing key only the last four characters')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give an integration another webhook URL; the old one stops working at once')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Disconnect an integration; its webhook URL stops working at once, its incidents stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;integrations;help;create' {
            break
        }
        'runframe-cli;integrations;help;list' {
            break
        }
        'runframe-cli;integrations;help;rotate' {
            break
        }
        'runframe-cli;integrations;help;delete' {
            break
        }
        'runframe-cli;integrations;help;help' {
            break
        }
        'runframe-cli;services' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a service to the local Runframe, and print its key')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a service to the local Runframe, and print its key')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List services')
            [CompletionResult]::new('link', 'link', [CompletionResultType]::ParameterValue, 'Let an integration''s alerts be routed to a service of the local Runframe')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;services;add' {
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Severity of incidents whose alert names none, SEV0 to SEV4')
            [CompletionResult]::new('--default-severity', '--default-severity', [CompletionResultType]::ParameterName, 'Severity of incidents whose alert names none, SEV0 to SEV4')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Its key, such as svc_K7M4Q9TZ2H, instead of a random one')
            [CompletionResult]::new('--alias', '--alias', [CompletionResultType]::ParameterName, 'An older name that `service_id` labels may still have, such as SER-00001')
            [CompletionResult]::new('--link', '--link', [CompletionResultType]::ParameterName, 'Link it to this integration; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'The team that owns it: its incidents belong to that team')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;services;create' {
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Severity of incidents whose alert names none, SEV0 to SEV4')
            [CompletionResult]::new('--default-severity', '--default-severity', [CompletionResultType]::ParameterName, 'Severity of incidents whose alert names none, SEV0 to SEV4')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Its key, such as svc_K7M4Q9TZ2H, instead of a random one')
            [CompletionResult]::new('--alias', '--alias', [CompletionResultType]::ParameterName, 'An older name that `service_id` labels may still have, such as SER-00001')
            [CompletionResult]::new('--link', '--link', [CompletionResultType]::ParameterName, 'Link it to this integration; may be repeated')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--team', '--team', [CompletionResultType]::ParameterName, 'The team that owns it: its incidents belong to that team')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;services;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;services;link' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--remove', '--remove', [CompletionResultType]::ParameterName, 'Take the link away instead')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;services;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a service to the local Runframe, and print its key')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List services')
            [CompletionResult]::new('link', 'link', [CompletionResultType]::ParameterValue, 'Let an integration''s alerts be routed to a service of the local Runframe')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;services;help;add' {
            break
        }
        'runframe-cli;services;help;list' {
            break
        }
        'runframe-cli;services;help;link' {
            break
        }
        'runframe-cli;services;help;help' {
            break
        }
        'runframe-cli;faults' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Set a fault in the local Runframe')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the faults that are set in the local Runframe')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take faults back: all, one, or those of one integration')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;faults;add' {
            [CompletionResult]::new('--retry-after', '--retry-after', [CompletionResultType]::ParameterName, 'Seconds in the header Retry-After')
            [CompletionResult]::new('--delay', '--delay', [CompletionResultType]::ParameterName, 'Hold the answer back, such as 12s')
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'Only for this integration')
            [CompletionResult]::new('--next', '--next', [CompletionResultType]::ParameterName, 'Only for the next so many deliveries')
            [CompletionResult]::new('--share', '--share', [CompletionResultType]::ParameterName, 'Only for this share of deliveries, such as 0.1')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Where the chance of --share begins: the same number draws the same deliveries')
            [CompletionResult]::new('--alerts', '--alerts', [CompletionResultType]::ParameterName, 'Only for deliveries with an alert that is firing, or resolved')
            [CompletionResult]::new('--match', '--match', [CompletionResultType]::ParameterName, 'Only for deliveries with an alert these matchers match, such as ''severity="critical"''')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--after-commit', '--after-commit', [CompletionResultType]::ParameterName, 'Apply the delivery first: only the answer is bad')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;faults;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;faults;clear' {
            [CompletionResult]::new('--integration', '--integration', [CompletionResultType]::ParameterName, 'Only those of this integration')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;faults;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Set a fault in the local Runframe')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the faults that are set in the local Runframe')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take faults back: all, one, or those of one integration')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;faults;help;add' {
            break
        }
        'runframe-cli;faults;help;list' {
            break
        }
        'runframe-cli;faults;help;clear' {
            break
        }
        'runframe-cli;faults;help;help' {
            break
        }
        'runframe-cli;keys' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an API key, and print it once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List API keys; of each only the last four characters')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key: requests with it are refused from then on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;keys;create' {
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'What it may do; may be repeated. Everything if there is none')
            [CompletionResult]::new('--email', '--email', [CompletionResultType]::ParameterName, 'Whom it stands for: incidents are acknowledged, resolved and assigned in this name')
            [CompletionResult]::new('--owner-email', '--owner-email', [CompletionResultType]::ParameterName, 'Whom it stands for: incidents are acknowledged, resolved and assigned in this name')
            [CompletionResult]::new('--owner-name', '--owner-name', [CompletionResultType]::ParameterName, 'What people call them')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'It stands for a program, not for a person')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;keys;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;keys;revoke' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the result')
            [CompletionResult]::new('--api-url', '--api-url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;keys;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an API key, and print it once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List API keys; of each only the last four characters')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key: requests with it are refused from then on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;keys;help;create' {
            break
        }
        'runframe-cli;keys;help;list' {
            break
        }
        'runframe-cli;keys;help;revoke' {
            break
        }
        'runframe-cli;keys;help;help' {
            break
        }
        'runframe-cli;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;man' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write `runframe-cli.1` and a page for each subcommand to this folder instead')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour the output')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'runframe-cli;help' {
            [CompletionResult]::new('walkthrough', 'walkthrough', [CompletionResultType]::ParameterValue, 'Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Show where an alert goes and why, and the Runframe incident it becomes')
            [CompletionResult]::new('tree', 'tree', [CompletionResultType]::ParameterValue, 'Draw the routing tree, with the routes no alert can reach')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Run tests: alerts, and the receivers, groups and incidents they must come to')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show exactly which alerts a change treats differently, with an example of each kind')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a finding: what it means, why it matters, what to write instead')
            [CompletionResult]::new('fire', 'fire', [CompletionResultType]::ParameterValue, 'Send firing alerts as Alertmanager would, and see the Runframe incidents they become')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Send the end of what was fired, and see the incidents resolve')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send a recorded payload again, changed or as it is')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run a local Runframe: webhook endpoint, incidents, API')
            [CompletionResult]::new('incidents', 'incidents', [CompletionResultType]::ParameterValue, 'Look at incidents and act on them, in the local Runframe or the real one')
            [CompletionResult]::new('deliveries', 'deliveries', [CompletionResultType]::ParameterValue, 'Look at what was delivered to the local Runframe, refused deliveries too')
            [CompletionResult]::new('integrations', 'integrations', [CompletionResultType]::ParameterValue, 'Set up the integrations of the local Runframe: each has a webhook URL of its own')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Set up and list services: what the `service_id` label of an alert names')
            [CompletionResult]::new('faults', 'faults', [CompletionResultType]::ParameterValue, 'Treat deliveries badly on purpose, and learn what Alertmanager does about it')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Set up API keys of the local Runframe, for scripts and clients of the V1 API')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write one page a command to a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'runframe-cli;help;walkthrough' {
            break
        }
        'runframe-cli;help;validate' {
            break
        }
        'runframe-cli;help;route' {
            break
        }
        'runframe-cli;help;tree' {
            break
        }
        'runframe-cli;help;test' {
            break
        }
        'runframe-cli;help;diff' {
            break
        }
        'runframe-cli;help;explain' {
            break
        }
        'runframe-cli;help;fire' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show what was fired and is not resolved, at every target, whether it is still there or not')
            break
        }
        'runframe-cli;help;fire;list' {
            break
        }
        'runframe-cli;help;resolve' {
            break
        }
        'runframe-cli;help;replay' {
            break
        }
        'runframe-cli;help;init' {
            break
        }
        'runframe-cli;help;serve' {
            break
        }
        'runframe-cli;help;incidents' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List incidents, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one incident: where its values come from, its alert, its timeline')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until incidents are as wished, for tests and CI')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch incidents of the local Runframe as they change, one line each')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Forget the incidents of the local Runframe: all, or those of one integration')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an incident without an alert')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Take an incident on: it becomes yours, and a new one is investigated from then on')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Move an incident to another status')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Resolve an incident by hand; its alert may go on firing without opening another')
            [CompletionResult]::new('comment', 'comment', [CompletionResultType]::ParameterValue, 'Write something into an incident''s timeline')
            [CompletionResult]::new('assign', 'assign', [CompletionResultType]::ParameterValue, 'Give an incident to somebody')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change title, description or severity of an incident; no later delivery changes them back')
            [CompletionResult]::new('escalate', 'escalate', [CompletionResultType]::ParameterValue, 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody')
            [CompletionResult]::new('page', 'page', [CompletionResultType]::ParameterValue, 'Call somebody about an incident; a local Runframe records it and sends nothing')
            break
        }
        'runframe-cli;help;incidents;list' {
            break
        }
        'runframe-cli;help;incidents;show' {
            break
        }
        'runframe-cli;help;incidents;wait' {
            break
        }
        'runframe-cli;help;incidents;watch' {
            break
        }
        'runframe-cli;help;incidents;reset' {
            break
        }
        'runframe-cli;help;incidents;create' {
            break
        }
        'runframe-cli;help;incidents;ack' {
            break
        }
        'runframe-cli;help;incidents;status' {
            break
        }
        'runframe-cli;help;incidents;resolve' {
            break
        }
        'runframe-cli;help;incidents;comment' {
            break
        }
        'runframe-cli;help;incidents;assign' {
            break
        }
        'runframe-cli;help;incidents;update' {
            break
        }
        'runframe-cli;help;incidents;escalate' {
            break
        }
        'runframe-cli;help;incidents;page' {
            break
        }
        'runframe-cli;help;deliveries' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deliveries, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one delivery: what became of each alert, or its payload')
            break
        }
        'runframe-cli;help;deliveries;list' {
            break
        }
        'runframe-cli;help;deliveries;show' {
            break
        }
        'runframe-cli;help;integrations' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an integration in the local Runframe, and print its webhook URL once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List integrations; of each routing key only the last four characters')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Give an integration another webhook URL; the old one stops working at once')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Disconnect an integration; its webhook URL stops working at once, its incidents stay')
            break
        }
        'runframe-cli;help;integrations;create' {
            break
        }
        'runframe-cli;help;integrations;list' {
            break
        }
        'runframe-cli;help;integrations;rotate' {
            break
        }
        'runframe-cli;help;integrations;delete' {
            break
        }
        'runframe-cli;help;services' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a service to the local Runframe, and print its key')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List services')
            [CompletionResult]::new('link', 'link', [CompletionResultType]::ParameterValue, 'Let an integration''s alerts be routed to a service of the local Runframe')
            break
        }
        'runframe-cli;help;services;add' {
            break
        }
        'runframe-cli;help;services;list' {
            break
        }
        'runframe-cli;help;services;link' {
            break
        }
        'runframe-cli;help;faults' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Set a fault in the local Runframe')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the faults that are set in the local Runframe')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take faults back: all, one, or those of one integration')
            break
        }
        'runframe-cli;help;faults;add' {
            break
        }
        'runframe-cli;help;faults;list' {
            break
        }
        'runframe-cli;help;faults;clear' {
            break
        }
        'runframe-cli;help;keys' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an API key, and print it once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List API keys; of each only the last four characters')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key: requests with it are refused from then on')
            break
        }
        'runframe-cli;help;keys;create' {
            break
        }
        'runframe-cli;help;keys;list' {
            break
        }
        'runframe-cli;help;keys;revoke' {
            break
        }
        'runframe-cli;help;completions' {
            break
        }
        'runframe-cli;help;man' {
            break
        }
        'runframe-cli;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
