# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_runframe_cli_global_optspecs
    string join \n color= h/help V/version
end

function __fish_runframe_cli_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_runframe_cli_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_runframe_cli_using_subcommand
    set -l cmd (__fish_runframe_cli_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -s V -l version -d 'Print version'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "walkthrough" -d 'Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "validate" -d 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "route" -d 'Show where an alert goes and why, and the Runframe incident it becomes'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "tree" -d 'Draw the routing tree, with the routes no alert can reach'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "test" -d 'Run tests: alerts, and the receivers, groups and incidents they must come to'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "diff" -d 'Show exactly which alerts a change treats differently, with an example of each kind'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "explain" -d 'Explain a finding: what it means, why it matters, what to write instead'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "fire" -d 'Send firing alerts as Alertmanager would, and see the Runframe incidents they become'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "resolve" -d 'Send the end of what was fired, and see the incidents resolve'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "replay" -d 'Send a recorded payload again, changed or as it is'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "init" -d 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "serve" -d 'Run a local Runframe: webhook endpoint, incidents, API'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "incidents" -d 'Look at incidents and act on them, in the local Runframe or the real one'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "deliveries" -d 'Look at what was delivered to the local Runframe, refused deliveries too'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "integrations" -d 'Set up the integrations of the local Runframe: each has a webhook URL of its own'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "services" -d 'Set up and list services: what the `service_id` label of an alert names'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "faults" -d 'Treat deliveries badly on purpose, and learn what Alertmanager does about it'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "keys" -d 'Set up API keys of the local Runframe, for scripts and clients of the V1 API'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "man" -d 'Print the manual page, or write one page a command to a folder'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l bin-dir -d 'Folder that holds the `prometheus` and `alertmanager` executables, for --real' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l config -d 'Route through this alertmanager.yml instead of the guide\'s; only its Runframe receiver is sent to, and that is aimed at the local Runframe' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l receiver -d 'The receiver in --config that is Runframe, if its URL does not tell' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l severity -d 'Severity of the test alert' -r -f -a "critical\t''
warning\t''
info\t''
SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l label -d 'A further label of the test alert, to send it down a route of --config; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l timeout -d 'How long each hop may take with --real, on top of the waits the configuration asks for' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -l real -d 'Go through real Prometheus and Alertmanager processes, found on PATH or in --bin-dir'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand walkthrough" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l alertmanager-version -d 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l receiver -d 'A receiver that reaches Runframe, if its URL does not tell; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l format -d 'How to print the findings' -r -f -a "text\t'For people, with excerpts'
concise\t'One line a finding'
json\t'One object, see docs/schema/validate.json'
sarif\t'SARIF 2.1.0, for code scanning'
github\t'Annotations of a GitHub workflow'
junit\t'JUnit XML'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l max-findings -d 'Print at most this many findings, the worst first kept; all are counted, 0 is no limit' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l fail-on -d 'The least level that makes the exit status 1' -r -f -a "error\t'What Alertmanager refuses'
warning\t'Also what will very likely not do what was meant'
info\t'Any finding'
never\t'No finding'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l allow-placeholders -d 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l skip-others -d 'Pass over files with Kubernetes resources or Helm values and no configuration, as long as another has one'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -s q -l quiet -d 'Print findings only, and nothing if there is none'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l annotation -d 'An annotation of the alert; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l alerts -d 'Follow the alerts in this file; `-` is standard input' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l at -d 'When the alert is sent, such as 2026-03-01T03:00:00Z, for time intervals' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l firing -d 'Another alert that fires, as name=value,... , for inhibition; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l service -d 'A service linked to the integration, with its default severity if it has one; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l alertmanager-version -d 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l receiver -d 'A receiver that reaches Runframe, if its URL does not tell; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l format -d 'How to print the answer; the JSON is described by docs/schema/route.json' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l together -d 'The alerts of --alerts fire at the same time, so that they may inhibit each other'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -l allow-placeholders -d 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -s v -l verbose -d 'List every route that is asked, also in long rows that do not match'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand route" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand tree" -l alertmanager-version -d 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand tree" -l receiver -d 'A receiver that reaches Runframe, if its URL does not tell; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand tree" -l format -d 'What to draw' -r -f -a "text\t'For people'
mermaid\t'A Mermaid flow chart'
dot\t'For Graphviz'
json\t'One object, see docs/schema/tree.json'
svg\t'A picture that needs nothing but itself'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand tree" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand tree" -l allow-placeholders -d 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand tree" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l fail-under -d 'Fail if fewer than this many of a hundred routes are covered' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l alertmanager-version -d 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l receiver -d 'A receiver that reaches Runframe, if its URL does not tell; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l format -d 'How to print the outcome' -r -f -a "text\t'For people'
json\t'One object, see docs/schema/test.json'
junit\t'JUnit XML'
github\t'Annotations of a GitHub workflow'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l generate -d 'Print a file of tests, one for each route that delivers alerts'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -l allow-placeholders -d 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -s v -l verbose -d 'List tests that pass, and every route without a test'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -l alertmanager-version -d 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -l receiver -d 'A receiver that reaches Runframe, if its URL does not tell; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -l limit -d 'Look for at most this many differences' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -l format -d 'How to print the difference' -r -f -a "text\t'For people'
markdown\t'For a pull request'
json\t'One object, see docs/schema/diff.json'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -l allow-placeholders -d 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand explain" -l format -d 'How to print it' -r -f -a "text\t'For people: the page is Markdown'
json\t'A list of objects, see docs/schema/explain.json'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand explain" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l alertname -d 'The alert\'s name, which becomes the incident\'s title [default: RunframeTest]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l severity -d 'The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]' -r -f -a "critical\t''
warning\t''
info\t''
SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l service-id -d 'The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -s l -l label -d 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l preset -d 'Begin with the labels and annotations of a well-known alert; see --list-presets' -r -f -a "certificate-expiry\t''
database-down\t''
disk-full\t''
error-rate\t''
high-cpu\t''
high-latency\t''
node-down\t''
pod-crash\t''
queue-backlog\t''
watchdog\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l from-rules -d 'Fire the alerts of this Prometheus rule file, or the one named behind a colon; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l value -d 'The value of the expression, for --from-rules [default: 1]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l external-label -d 'A label that Prometheus adds to alerts that do not have it, and `$externalLabels` in templates; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l prometheus-url -d 'Where Prometheus can be reached: in links of --from-rules, and `$externalURL` in their templates' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l alerts -d 'Fire the alerts in this file, or on standard input for `-`: JSON lines, or what Alertmanager\'s /api/v2/alerts gives' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l annotation -d 'A further annotation; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l summary -d 'The annotation `summary`, first paragraph of the incident\'s description' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l description -d 'The annotation `description`, second paragraph of the incident\'s description' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l count -d 'How many alerts to fire, told apart by the label `instance` [default: 1, in a storm as many as come in its time]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l for -d 'Keep firing for this long, then resolve; Ctrl-C resolves at once' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l config -d 'Route the alert through this alertmanager.yml' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l receiver -d 'Send only what goes to this receiver of --config' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l route -d 'Fire an alert that the route at this line of --config delivers; `runframe-cli tree` shows the lines' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l external-url -d 'Where the message says Alertmanager can be reached' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l set -d 'Set a field of the payload, such as alerts[0].endsAt=TEXT, or PATH:=JSON; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l unset -d 'Take a field out of the payload, such as alerts[*].fingerprint; may be repeated. Done after every --set' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l rate -d 'Send so many payloads in a second, such as 500/s or 90/m, whether or not those before were answered' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l duration -d 'For how long [default: 10s, unless --count ends it]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l concurrency -d 'How many payloads may wait for an answer at a time [default: 16]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l group-size -d 'How many alerts a payload holds [default: 1]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l flap -d 'Let alerts end again: for a share of the payloads (20%), or each after a period (30s), after which it fires again' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l ramp -d 'Let the rate grow from nothing for so long' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l url -d 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l api-url -d 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l integration -d 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l delivery -d 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]' -r -f -a "once\t'One attempt'
alertmanager\t'Retry 5xx answers, timeouts and broken connections with back-off for max(group_interval, 10s), nothing else'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l alertmanager-version -d 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -s H -l header -d 'A header to send, besides those of an `http_config`; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l cacert -d 'Trust the certificates in this PEM file, and no others' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l cert -d 'Introduce oneself with the certificate in this PEM file' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l key -d 'The private key of --cert, as PEM' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l timeout -d 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook\'s `timeout` says, else as long as the delivery may]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l via-alertmanager -d 'Hand the alert to the Alertmanager at this URL instead, and follow it until it has arrived at the local Runframe' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l wait -d 'How long to follow it [default: as long as the route makes it wait, and 15s]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l dry-run -d 'Print what would be sent, and send nothing: the payload, or a curl command that takes the URL from the environment' -r -f -a "payload\t'The body, byte for byte'
curl\t'A command for the shell'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l list-presets -d 'Print the presets, and send nothing'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l all-routes -d 'Fire one alert for each route of --config that delivers to Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask before a storm at another machine'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l in-process -d 'Send to a Runframe in this process, which ends with it, and to nothing else'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l to-receiver -d 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l insecure -d 'Do not check whom the other side\'s certificate is for, and who signed it'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l no-follow -d 'Do not follow it: end when the Alertmanager has the alert in its groups'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -l explain -d 'Tell of each alert at length which rule of the mapping gave which value'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and not __fish_seen_subcommand_from list" -f -a "list" -d 'Show what was fired and is not resolved, at every target, whether it is still there or not'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand fire; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l alertname -d 'The alert\'s name, which becomes the incident\'s title [default: RunframeTest]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l severity -d 'The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]' -r -f -a "critical\t''
warning\t''
info\t''
SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l service-id -d 'The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -s l -l label -d 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l config -d 'Route an alert that is not remembered through this alertmanager.yml' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l receiver -d 'Send only what goes to this receiver of --config' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l url -d 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l api-url -d 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l integration -d 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l delivery -d 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]' -r -f -a "once\t'One attempt'
alertmanager\t'Retry 5xx answers, timeouts and broken connections with back-off for max(group_interval, 10s), nothing else'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l alertmanager-version -d 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -s H -l header -d 'A header to send, besides those of an `http_config`; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l cacert -d 'Trust the certificates in this PEM file, and no others' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l cert -d 'Introduce oneself with the certificate in this PEM file' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l key -d 'The private key of --cert, as PEM' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l timeout -d 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook\'s `timeout` says, else as long as the delivery may]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l via-alertmanager -d 'Post the end to the Alertmanager at this URL instead, of what `fire --via-alertmanager` posted there' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l wait -d 'How long to follow it until the local Runframe has resolved the incidents [default: as long as Alertmanager makes it wait, and 15s]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l all -d 'Resolve everything that was fired at the target and still fires'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l in-process -d 'Send to a Runframe in this process, which ends with it, and to nothing else'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l to-receiver -d 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l insecure -d 'Do not check whom the other side\'s certificate is for, and who signed it'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l no-follow -d 'Do not follow it: end when the Alertmanager knows'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l dry-run -d 'Print what would be sent, and send nothing'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -l explain -d 'Tell of each alert at length which rule of the mapping gave which value'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l set -d 'Change a field of the payload, or add one; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l unset -d 'Take a field out of the payload; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l config -d 'Speak HTTP as the payload\'s receiver does in this alertmanager.yml, and follow up failed attempts as Alertmanager' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l receiver -d 'The receiver of --config, if it is not the payload\'s' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l url -d 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l api-url -d 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l integration -d 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l delivery -d 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]' -r -f -a "once\t'One attempt'
alertmanager\t'Retry 5xx answers, timeouts and broken connections with back-off for max(group_interval, 10s), nothing else'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l alertmanager-version -d 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33' -r -f -a "0.25\t''
0.28\t''
0.33\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -s H -l header -d 'A header to send, besides those of an `http_config`; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l cacert -d 'Trust the certificates in this PEM file, and no others' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l cert -d 'Introduce oneself with the certificate in this PEM file' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l key -d 'The private key of --cert, as PEM' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l timeout -d 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook\'s `timeout` says, else as long as the delivery may]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l in-process -d 'Send to a Runframe in this process, which ends with it, and to nothing else'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l to-receiver -d 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l insecure -d 'Do not check whom the other side\'s certificate is for, and who signed it'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -l dry-run -d 'Print what would be sent, and send nothing'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l dir -d 'Write alertmanager.yml and runframe-test.rules.yml to this folder instead; never overwrites' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l url-file -d 'The file Alertmanager reads the webhook URL from [default: /etc/alertmanager/runframe-webhook-url]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l severity -d 'Severity of the test alert [default: warning]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l service-id -d 'Runframe service of the test alert, such as svc_K7M4Q9TZ2H' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l listen -d 'Where to listen; port 0 takes a free one' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l data-dir -d 'Keep incidents in this folder' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l ready-file -d 'Write address, base URL and process id to this file as JSON once it is ready, and remove it at the end' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l body-limit -d 'The largest payload to take, in bytes' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l keep -d 'Let resolved and closed incidents go after this long, such as 30d; the oldest first, never an active one' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l max-incidents -d 'Let the oldest resolved and closed incidents go when there are more than this' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l webhook-rate-limit -d 'Take only so many deliveries a minute from each integration that has no limit of its own; answers 429 to others' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l fault -d 'Treat deliveries badly on purpose, such as \'500 next=3\', \'drop share=0.1\' or \'delay=12s after-commit\'; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l max-deliveries -d 'How many of the last deliveries to keep with their payloads; 0 keeps none' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l log-format -d 'How to log to stderr: lines for people, or one JSON object a line' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l settings -d 'Set up services, integrations and people as this file says; `init settings` prints an example' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l rate-limit -d 'Let each API key read so many times a minute, and write as many times' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l in-memory -d 'Keep incidents in memory: they are gone when it stops'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l empty -d 'Make no service and no integration at the first start'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -l require-key -d 'Ask programs on this machine for an API key in the V1 API too; `/api/local`, which sets up and makes keys, stays open to this machine'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -s q -l quiet -d 'Print no line for each delivery'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "list" -d 'List incidents, the newest first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "show" -d 'Show one incident: where its values come from, its alert, its timeline'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "wait" -d 'Wait until incidents are as wished, for tests and CI'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "watch" -d 'Watch incidents of the local Runframe as they change, one line each'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "reset" -d 'Forget the incidents of the local Runframe: all, or those of one integration'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "create" -d 'Create an incident without an alert'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "ack" -d 'Take an incident on: it becomes yours, and a new one is investigated from then on'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "status" -d 'Move an incident to another status'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "resolve" -d 'Resolve an incident by hand; its alert may go on firing without opening another'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "comment" -d 'Write something into an incident\'s timeline'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "assign" -d 'Give an incident to somebody'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "update" -d 'Change title, description or severity of an incident; no later delivery changes them back'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "escalate" -d 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "page" -d 'Call somebody about an incident; a local Runframe records it and sends nothing'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and not __fish_seen_subcommand_from list show wait watch reset create ack status resolve comment assign update escalate page help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l status -d 'Only those with this status; may be repeated' -r -f -a "new\t''
investigating\t''
fixing\t''
monitoring\t''
resolved\t''
closed\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l severity -d 'Only those of this severity; may be repeated' -r -f -a "SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l team -d 'Only those of this team, by name; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l integration -d 'Only those of this integration\'s alerts, by name; a local Runframe alone can tell' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l assigned-to -d 'Only those assigned to this person, by email; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l created-after -d 'Only those created at or after this instant, such as 2026-01-31 or 2026-01-31T08:00:00Z' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l created-before -d 'Only those created at or before this instant' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l limit -d 'How many to list' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l offset -d 'How many to skip' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from show" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from show" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l number -d 'Its number, such as INC-2026-001' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l title -d 'Its title, exactly' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l severity -d 'Its severity' -r -f -a "SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l status -d 'Its status' -r -f -a "new\t''
investigating\t''
fixing\t''
monitoring\t''
resolved\t''
closed\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l service -d 'A service it affects, by key or name' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l integration -d 'The integration its alert came by, by name; a local Runframe alone can tell' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l label -d 'A label of its alert; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l created-after -d 'Created at or after this instant: those of earlier runs are not meant' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l count -d 'How many incidents have to be so, at least' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l timeout -d 'How long to wait, such as 30s or 2m' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -l integration -d 'Only incidents of this integration' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -l count -d 'End after so many lines' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -l format -d 'How to print events; json is one object a line' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -l deliveries -d 'Show each delivery too'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from reset" -l integration -d 'Only those of this integration' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from reset" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from reset" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from reset" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l service -d 'A service it affects, by key or name; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l severity -d 'How bad it is; the service\'s default otherwise' -r -f -a "SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l description -d 'What is known about it' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l idempotency-key -d 'Sent again with the same key, the request makes no second incident' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from ack" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from ack" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from ack" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from ack" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from status" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from status" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from status" -s m -l comment -d 'Why' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from status" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from resolve" -s m -l comment -d 'Why' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from resolve" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from resolve" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from resolve" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from comment" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from comment" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from comment" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from comment" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from assign" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from assign" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from assign" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from assign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -l title -d 'What to call it' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -l description -d 'What is known about it' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -l severity -d 'How bad it is' -r -f -a "SEV0\t''
SEV1\t''
SEV2\t''
SEV3\t''
SEV4\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from escalate" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from escalate" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from escalate" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from escalate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from page" -l format -d 'How to print the incident' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from page" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from page" -l channel -d 'How; may be repeated' -r -f -a "slack\t''
email\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from page" -s m -l message -d 'What to tell them' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from page" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from page" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "list" -d 'List incidents, the newest first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one incident: where its values come from, its alert, its timeline'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "wait" -d 'Wait until incidents are as wished, for tests and CI'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "watch" -d 'Watch incidents of the local Runframe as they change, one line each'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Forget the incidents of the local Runframe: all, or those of one integration'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an incident without an alert'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "ack" -d 'Take an incident on: it becomes yours, and a new one is investigated from then on'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "status" -d 'Move an incident to another status'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "resolve" -d 'Resolve an incident by hand; its alert may go on firing without opening another'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "comment" -d 'Write something into an incident\'s timeline'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "assign" -d 'Give an incident to somebody'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change title, description or severity of an incident; no later delivery changes them back'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "escalate" -d 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "page" -d 'Call somebody about an incident; a local Runframe records it and sends nothing'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand incidents; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and not __fish_seen_subcommand_from list show help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and not __fish_seen_subcommand_from list show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and not __fish_seen_subcommand_from list show help" -f -a "list" -d 'List deliveries, the newest first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and not __fish_seen_subcommand_from list show help" -f -a "show" -d 'Show one delivery: what became of each alert, or its payload'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and not __fish_seen_subcommand_from list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l integration -d 'Only those for this integration' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l limit -d 'How many to list' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l offset -d 'How many to skip' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from show" -l payload -d 'Print the payload as it was sent, byte for byte'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "list" -d 'List deliveries, the newest first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one delivery: what became of each alert, or its payload'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand deliveries; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -f -a "create" -d 'Create an integration in the local Runframe, and print its webhook URL once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -f -a "list" -d 'List integrations; of each routing key only the last four characters'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -f -a "rotate" -d 'Give an integration another webhook URL; the old one stops working at once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -f -a "delete" -d 'Disconnect an integration; its webhook URL stops working at once, its incidents stay'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and not __fish_seen_subcommand_from create list rotate delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l service -d 'Link this service, by key, alias or name; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l alias -l severity -d 'Let a value of the `severity` label mean a severity, such as page=SEV1; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l default-severity -d 'Severity of incidents whose alert and service name none, SEV0 to SEV4, instead of the organisation\'s' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l identity -d 'What is one incident: each alert, or each group of Alertmanager\'s' -r -f -a "alert\t''
group\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l rate-limit -d 'Take only so many deliveries a minute; answers 429 to others' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l url-file -d 'Write the webhook URL to this file, for `url_file`, instead of printing it' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from list" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from rotate" -l url-file -d 'Write the webhook URL to this file, for `url_file`, instead of printing it' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from rotate" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from rotate" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from rotate" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from delete" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from delete" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from delete" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from delete" -l reset -d 'Forget its incidents first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an integration in the local Runframe, and print its webhook URL once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from help" -f -a "list" -d 'List integrations; of each routing key only the last four characters'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Give an integration another webhook URL; the old one stops working at once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Disconnect an integration; its webhook URL stops working at once, its incidents stay'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand integrations; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -f -a "add" -d 'Add a service to the local Runframe, and print its key'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -f -a "create" -d 'Add a service to the local Runframe, and print its key'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -f -a "list" -d 'List services'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -f -a "link" -d 'Let an integration\'s alerts be routed to a service of the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and not __fish_seen_subcommand_from add create list link help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l description -d 'What it is' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l severity -l default-severity -d 'Severity of incidents whose alert names none, SEV0 to SEV4' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l key -d 'Its key, such as svc_K7M4Q9TZ2H, instead of a random one' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l alias -d 'An older name that `service_id` labels may still have, such as SER-00001' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l link -d 'Link it to this integration; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l team -d 'The team that owns it: its incidents belong to that team' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l description -d 'What it is' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l severity -l default-severity -d 'Severity of incidents whose alert names none, SEV0 to SEV4' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l key -d 'Its key, such as svc_K7M4Q9TZ2H, instead of a random one' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l alias -d 'An older name that `service_id` labels may still have, such as SER-00001' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l link -d 'Link it to this integration; may be repeated' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l team -d 'The team that owns it: its incidents belong to that team' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from list" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from link" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from link" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from link" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from link" -l remove -d 'Take the link away instead'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from link" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a service to the local Runframe, and print its key'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from help" -f -a "list" -d 'List services'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from help" -f -a "link" -d 'Let an integration\'s alerts be routed to a service of the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand services; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and not __fish_seen_subcommand_from add list clear help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and not __fish_seen_subcommand_from add list clear help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and not __fish_seen_subcommand_from add list clear help" -f -a "add" -d 'Set a fault in the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and not __fish_seen_subcommand_from add list clear help" -f -a "list" -d 'List the faults that are set in the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and not __fish_seen_subcommand_from add list clear help" -f -a "clear" -d 'Take faults back: all, one, or those of one integration'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and not __fish_seen_subcommand_from add list clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l retry-after -d 'Seconds in the header Retry-After' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l delay -d 'Hold the answer back, such as 12s' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l integration -d 'Only for this integration' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l next -d 'Only for the next so many deliveries' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l share -d 'Only for this share of deliveries, such as 0.1' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l seed -d 'Where the chance of --share begins: the same number draws the same deliveries' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l alerts -d 'Only for deliveries with an alert that is firing, or resolved' -r -f -a "firing\t''
resolved\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l match -d 'Only for deliveries with an alert these matchers match, such as \'severity="critical"\'' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -l after-commit -d 'Apply the delivery first: only the answer is bad'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from list" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from clear" -l integration -d 'Only those of this integration' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from clear" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from clear" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from clear" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from help" -f -a "add" -d 'Set a fault in the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the faults that are set in the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Take faults back: all, one, or those of one integration'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand faults; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and not __fish_seen_subcommand_from create list revoke help" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and not __fish_seen_subcommand_from create list revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and not __fish_seen_subcommand_from create list revoke help" -f -a "create" -d 'Create an API key, and print it once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and not __fish_seen_subcommand_from create list revoke help" -f -a "list" -d 'List API keys; of each only the last four characters'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and not __fish_seen_subcommand_from create list revoke help" -f -a "revoke" -d 'Revoke an API key: requests with it are refused from then on'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and not __fish_seen_subcommand_from create list revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l scope -d 'What it may do; may be repeated. Everything if there is none' -r -f -a "incidents:read\t''
incidents:write\t''
services:read\t''
oncall:read\t''
postmortems:read\t''
postmortems:write\t''
teams:read\t''
users:read\t''"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l email -l owner-email -d 'Whom it stands for: incidents are acknowledged, resolved and assigned in this name' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l owner-name -d 'What people call them' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -l service-account -d 'It stands for a program, not for a person'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from list" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from list" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from list" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l format -d 'How to print the result' -r -f -a "text\t'For people'
json\t'For programs, as docs/schema describes it'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l api-url -l url -d 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from revoke" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an API key, and print it once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List API keys; of each only the last four characters'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke an API key: requests with it are refused from then on'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand completions" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand man" -l dir -d 'Write `runframe-cli.1` and a page for each subcommand to this folder instead' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand man" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "walkthrough" -d 'Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "validate" -d 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "route" -d 'Show where an alert goes and why, and the Runframe incident it becomes'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "tree" -d 'Draw the routing tree, with the routes no alert can reach'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "test" -d 'Run tests: alerts, and the receivers, groups and incidents they must come to'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "diff" -d 'Show exactly which alerts a change treats differently, with an example of each kind'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "explain" -d 'Explain a finding: what it means, why it matters, what to write instead'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "fire" -d 'Send firing alerts as Alertmanager would, and see the Runframe incidents they become'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "resolve" -d 'Send the end of what was fired, and see the incidents resolve'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "replay" -d 'Send a recorded payload again, changed or as it is'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "init" -d 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "serve" -d 'Run a local Runframe: webhook endpoint, incidents, API'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "incidents" -d 'Look at incidents and act on them, in the local Runframe or the real one'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "deliveries" -d 'Look at what was delivered to the local Runframe, refused deliveries too'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "integrations" -d 'Set up the integrations of the local Runframe: each has a webhook URL of its own'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "services" -d 'Set up and list services: what the `service_id` label of an alert names'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "faults" -d 'Treat deliveries badly on purpose, and learn what Alertmanager does about it'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "keys" -d 'Set up API keys of the local Runframe, for scripts and clients of the V1 API'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "man" -d 'Print the manual page, or write one page a command to a folder'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from walkthrough validate route tree test diff explain fire resolve replay init serve incidents deliveries integrations services faults keys completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from fire" -f -a "list" -d 'Show what was fired and is not resolved, at every target, whether it is still there or not'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "list" -d 'List incidents, the newest first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "show" -d 'Show one incident: where its values come from, its alert, its timeline'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "wait" -d 'Wait until incidents are as wished, for tests and CI'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "watch" -d 'Watch incidents of the local Runframe as they change, one line each'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "reset" -d 'Forget the incidents of the local Runframe: all, or those of one integration'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "create" -d 'Create an incident without an alert'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "ack" -d 'Take an incident on: it becomes yours, and a new one is investigated from then on'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "status" -d 'Move an incident to another status'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "resolve" -d 'Resolve an incident by hand; its alert may go on firing without opening another'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "comment" -d 'Write something into an incident\'s timeline'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "assign" -d 'Give an incident to somebody'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "update" -d 'Change title, description or severity of an incident; no later delivery changes them back'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "escalate" -d 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from incidents" -f -a "page" -d 'Call somebody about an incident; a local Runframe records it and sends nothing'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "list" -d 'List deliveries, the newest first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from deliveries" -f -a "show" -d 'Show one delivery: what became of each alert, or its payload'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from integrations" -f -a "create" -d 'Create an integration in the local Runframe, and print its webhook URL once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from integrations" -f -a "list" -d 'List integrations; of each routing key only the last four characters'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from integrations" -f -a "rotate" -d 'Give an integration another webhook URL; the old one stops working at once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from integrations" -f -a "delete" -d 'Disconnect an integration; its webhook URL stops working at once, its incidents stay'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from services" -f -a "add" -d 'Add a service to the local Runframe, and print its key'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from services" -f -a "list" -d 'List services'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from services" -f -a "link" -d 'Let an integration\'s alerts be routed to a service of the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from faults" -f -a "add" -d 'Set a fault in the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from faults" -f -a "list" -d 'List the faults that are set in the local Runframe'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from faults" -f -a "clear" -d 'Take faults back: all, one, or those of one integration'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "create" -d 'Create an API key, and print it once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "list" -d 'List API keys; of each only the last four characters'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "revoke" -d 'Revoke an API key: requests with it are refused from then on'
