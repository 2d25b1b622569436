
use builtin;
use str;

set edit:completion:arg-completer[runframe-cli] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'runframe-cli'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'runframe-cli'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand walkthrough 'Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop'
            cand validate 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
            cand route 'Show where an alert goes and why, and the Runframe incident it becomes'
            cand tree 'Draw the routing tree, with the routes no alert can reach'
            cand test 'Run tests: alerts, and the receivers, groups and incidents they must come to'
            cand diff 'Show exactly which alerts a change treats differently, with an example of each kind'
            cand explain 'Explain a finding: what it means, why it matters, what to write instead'
            cand fire 'Send firing alerts as Alertmanager would, and see the Runframe incidents they become'
            cand resolve 'Send the end of what was fired, and see the incidents resolve'
            cand replay 'Send a recorded payload again, changed or as it is'
            cand init 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
            cand serve 'Run a local Runframe: webhook endpoint, incidents, API'
            cand incidents 'Look at incidents and act on them, in the local Runframe or the real one'
            cand deliveries 'Look at what was delivered to the local Runframe, refused deliveries too'
            cand integrations 'Set up the integrations of the local Runframe: each has a webhook URL of its own'
            cand services 'Set up and list services: what the `service_id` label of an alert names'
            cand faults 'Treat deliveries badly on purpose, and learn what Alertmanager does about it'
            cand keys 'Set up API keys of the local Runframe, for scripts and clients of the V1 API'
            cand completions 'Print the completion script for a shell'
            cand man 'Print the manual page, or write one page a command to a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;walkthrough'= {
            cand --bin-dir 'Folder that holds the `prometheus` and `alertmanager` executables, for --real'
            cand --config 'Route through this alertmanager.yml instead of the guide''s; only its Runframe receiver is sent to, and that is aimed at the local Runframe'
            cand --receiver 'The receiver in --config that is Runframe, if its URL does not tell'
            cand --severity 'Severity of the test alert'
            cand --label 'A further label of the test alert, to send it down a route of --config; may be repeated'
            cand --timeout 'How long each hop may take with --real, on top of the waits the configuration asks for'
            cand --format 'How to print the result'
            cand --color 'When to colour the output'
            cand --real 'Go through real Prometheus and Alertmanager processes, found on PATH or in --bin-dir'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;validate'= {
            cand --alertmanager-version 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)'
            cand --receiver 'A receiver that reaches Runframe, if its URL does not tell; may be repeated'
            cand --format 'How to print the findings'
            cand --max-findings 'Print at most this many findings, the worst first kept; all are counted, 0 is no limit'
            cand --fail-on 'The least level that makes the exit status 1'
            cand --color 'When to colour the output'
            cand --allow-placeholders 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
            cand --skip-others 'Pass over files with Kubernetes resources or Helm values and no configuration, as long as another has one'
            cand -q 'Print findings only, and nothing if there is none'
            cand --quiet 'Print findings only, and nothing if there is none'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;route'= {
            cand --annotation 'An annotation of the alert; may be repeated'
            cand --alerts 'Follow the alerts in this file; `-` is standard input'
            cand --at 'When the alert is sent, such as 2026-03-01T03:00:00Z, for time intervals'
            cand --firing 'Another alert that fires, as name=value,... , for inhibition; may be repeated'
            cand --service 'A service linked to the integration, with its default severity if it has one; may be repeated'
            cand --alertmanager-version 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)'
            cand --receiver 'A receiver that reaches Runframe, if its URL does not tell; may be repeated'
            cand --format 'How to print the answer; the JSON is described by docs/schema/route.json'
            cand --color 'When to colour the output'
            cand --together 'The alerts of --alerts fire at the same time, so that they may inhibit each other'
            cand --allow-placeholders 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
            cand -v 'List every route that is asked, also in long rows that do not match'
            cand --verbose 'List every route that is asked, also in long rows that do not match'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;tree'= {
            cand --alertmanager-version 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)'
            cand --receiver 'A receiver that reaches Runframe, if its URL does not tell; may be repeated'
            cand --format 'What to draw'
            cand --color 'When to colour the output'
            cand --allow-placeholders 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;test'= {
            cand --fail-under 'Fail if fewer than this many of a hundred routes are covered'
            cand --alertmanager-version 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)'
            cand --receiver 'A receiver that reaches Runframe, if its URL does not tell; may be repeated'
            cand --format 'How to print the outcome'
            cand --color 'When to colour the output'
            cand --generate 'Print a file of tests, one for each route that delivers alerts'
            cand --allow-placeholders 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
            cand -v 'List tests that pass, and every route without a test'
            cand --verbose 'List tests that pass, and every route without a test'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;diff'= {
            cand --alertmanager-version 'The Alertmanager release the file is for (0.25, 0.28 or 0.33)'
            cand --receiver 'A receiver that reaches Runframe, if its URL does not tell; may be repeated'
            cand --limit 'Look for at most this many differences'
            cand --format 'How to print the difference'
            cand --color 'When to colour the output'
            cand --allow-placeholders 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;explain'= {
            cand --format 'How to print it'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;fire'= {
            cand --alertname 'The alert''s name, which becomes the incident''s title [default: RunframeTest]'
            cand --severity 'The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]'
            cand --service-id 'The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H'
            cand -l 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes'
            cand --label 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes'
            cand --preset 'Begin with the labels and annotations of a well-known alert; see --list-presets'
            cand --from-rules 'Fire the alerts of this Prometheus rule file, or the one named behind a colon; may be repeated'
            cand --value 'The value of the expression, for --from-rules [default: 1]'
            cand --external-label 'A label that Prometheus adds to alerts that do not have it, and `$externalLabels` in templates; may be repeated'
            cand --prometheus-url 'Where Prometheus can be reached: in links of --from-rules, and `$externalURL` in their templates'
            cand --alerts 'Fire the alerts in this file, or on standard input for `-`: JSON lines, or what Alertmanager''s /api/v2/alerts gives'
            cand --annotation 'A further annotation; may be repeated'
            cand --summary 'The annotation `summary`, first paragraph of the incident''s description'
            cand --description 'The annotation `description`, second paragraph of the incident''s description'
            cand --count 'How many alerts to fire, told apart by the label `instance` [default: 1, in a storm as many as come in its time]'
            cand --for 'Keep firing for this long, then resolve; Ctrl-C resolves at once'
            cand --config 'Route the alert through this alertmanager.yml'
            cand --receiver 'Send only what goes to this receiver of --config'
            cand --route 'Fire an alert that the route at this line of --config delivers; `runframe-cli tree` shows the lines'
            cand --external-url 'Where the message says Alertmanager can be reached'
            cand --set 'Set a field of the payload, such as alerts[0].endsAt=TEXT, or PATH:=JSON; may be repeated'
            cand --unset 'Take a field out of the payload, such as alerts[*].fingerprint; may be repeated. Done after every --set'
            cand --rate 'Send so many payloads in a second, such as 500/s or 90/m, whether or not those before were answered'
            cand --duration 'For how long [default: 10s, unless --count ends it]'
            cand --concurrency 'How many payloads may wait for an answer at a time [default: 16]'
            cand --group-size 'How many alerts a payload holds [default: 1]'
            cand --flap 'Let alerts end again: for a share of the payloads (20%), or each after a period (30s), after which it fires again'
            cand --ramp 'Let the rate grow from nothing for so long'
            cand --url 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]'
            cand --api-url 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --integration 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]'
            cand --delivery 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]'
            cand --alertmanager-version 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33'
            cand -H 'A header to send, besides those of an `http_config`; may be repeated'
            cand --header 'A header to send, besides those of an `http_config`; may be repeated'
            cand --cacert 'Trust the certificates in this PEM file, and no others'
            cand --cert 'Introduce oneself with the certificate in this PEM file'
            cand --key 'The private key of --cert, as PEM'
            cand --timeout 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook''s `timeout` says, else as long as the delivery may]'
            cand --via-alertmanager 'Hand the alert to the Alertmanager at this URL instead, and follow it until it has arrived at the local Runframe'
            cand --wait 'How long to follow it [default: as long as the route makes it wait, and 15s]'
            cand --dry-run 'Print what would be sent, and send nothing: the payload, or a curl command that takes the URL from the environment'
            cand --format 'How to print the result'
            cand --color 'When to colour the output'
            cand --list-presets 'Print the presets, and send nothing'
            cand --all-routes 'Fire one alert for each route of --config that delivers to Runframe'
            cand -y 'Do not ask before a storm at another machine'
            cand --yes 'Do not ask before a storm at another machine'
            cand --in-process 'Send to a Runframe in this process, which ends with it, and to nothing else'
            cand --to-receiver 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`'
            cand --insecure 'Do not check whom the other side''s certificate is for, and who signed it'
            cand --no-follow 'Do not follow it: end when the Alertmanager has the alert in its groups'
            cand --explain 'Tell of each alert at length which rule of the mapping gave which value'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'Show what was fired and is not resolved, at every target, whether it is still there or not'
        }
        &'runframe-cli;fire;list'= {
            cand --format 'How to print the result'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;resolve'= {
            cand --alertname 'The alert''s name, which becomes the incident''s title [default: RunframeTest]'
            cand --severity 'The label `severity`: critical, warning, info, or SEV0 to SEV4 [default: warning]'
            cand --service-id 'The label `service_id`: the key of the Runframe service, such as svc_K7M4Q9TZ2H'
            cand -l 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes'
            cand --label 'A further label; may be repeated. An empty value takes a label away, a UTF-8 name goes in double quotes'
            cand --config 'Route an alert that is not remembered through this alertmanager.yml'
            cand --receiver 'Send only what goes to this receiver of --config'
            cand --url 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]'
            cand --api-url 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --integration 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]'
            cand --delivery 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]'
            cand --alertmanager-version 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33'
            cand -H 'A header to send, besides those of an `http_config`; may be repeated'
            cand --header 'A header to send, besides those of an `http_config`; may be repeated'
            cand --cacert 'Trust the certificates in this PEM file, and no others'
            cand --cert 'Introduce oneself with the certificate in this PEM file'
            cand --key 'The private key of --cert, as PEM'
            cand --timeout 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook''s `timeout` says, else as long as the delivery may]'
            cand --via-alertmanager 'Post the end to the Alertmanager at this URL instead, of what `fire --via-alertmanager` posted there'
            cand --wait 'How long to follow it until the local Runframe has resolved the incidents [default: as long as Alertmanager makes it wait, and 15s]'
            cand --format 'How to print the result'
            cand --color 'When to colour the output'
            cand --all 'Resolve everything that was fired at the target and still fires'
            cand --in-process 'Send to a Runframe in this process, which ends with it, and to nothing else'
            cand --to-receiver 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`'
            cand --insecure 'Do not check whom the other side''s certificate is for, and who signed it'
            cand --no-follow 'Do not follow it: end when the Alertmanager knows'
            cand --dry-run 'Print what would be sent, and send nothing'
            cand --explain 'Tell of each alert at length which rule of the mapping gave which value'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;replay'= {
            cand --set 'Change a field of the payload, or add one; may be repeated'
            cand --unset 'Take a field out of the payload; may be repeated'
            cand --config 'Speak HTTP as the payload''s receiver does in this alertmanager.yml, and follow up failed attempts as Alertmanager'
            cand --receiver 'The receiver of --config, if it is not the payload''s'
            cand --url 'The webhook URL, such as https://api.runframe.io/webhooks/{routingKey} [env: RUNFRAME_WEBHOOK_URL]'
            cand --api-url 'The local Runframe to send to, which then has to run [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --integration 'The integration of the local Runframe to send to [default: its first; with `replay`, the one a delivery came by]'
            cand --delivery 'Whether to follow up failed attempts as Alertmanager does [default: alertmanager with --config, else once]'
            cand --alertmanager-version 'The Alertmanager release to speak as: 0.25, 0.28 or 0.33'
            cand -H 'A header to send, besides those of an `http_config`; may be repeated'
            cand --header 'A header to send, besides those of an `http_config`; may be repeated'
            cand --cacert 'Trust the certificates in this PEM file, and no others'
            cand --cert 'Introduce oneself with the certificate in this PEM file'
            cand --key 'The private key of --cert, as PEM'
            cand --timeout 'How long an attempt may take [default: 10s; with --delivery alertmanager what the webhook''s `timeout` says, else as long as the delivery may]'
            cand --format 'How to print the result'
            cand --color 'When to colour the output'
            cand --in-process 'Send to a Runframe in this process, which ends with it, and to nothing else'
            cand --to-receiver 'Send to the webhook URL of the receiver in --config, its `url` or what is in its `url_file`'
            cand --insecure 'Do not check whom the other side''s certificate is for, and who signed it'
            cand --dry-run 'Print what would be sent, and send nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;init'= {
            cand --dir 'Write alertmanager.yml and runframe-test.rules.yml to this folder instead; never overwrites'
            cand --url-file 'The file Alertmanager reads the webhook URL from [default: /etc/alertmanager/runframe-webhook-url]'
            cand --severity 'Severity of the test alert [default: warning]'
            cand --service-id 'Runframe service of the test alert, such as svc_K7M4Q9TZ2H'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;serve'= {
            cand --listen 'Where to listen; port 0 takes a free one'
            cand --data-dir 'Keep incidents in this folder'
            cand --ready-file 'Write address, base URL and process id to this file as JSON once it is ready, and remove it at the end'
            cand --body-limit 'The largest payload to take, in bytes'
            cand --keep 'Let resolved and closed incidents go after this long, such as 30d; the oldest first, never an active one'
            cand --max-incidents 'Let the oldest resolved and closed incidents go when there are more than this'
            cand --webhook-rate-limit 'Take only so many deliveries a minute from each integration that has no limit of its own; answers 429 to others'
            cand --fault 'Treat deliveries badly on purpose, such as ''500 next=3'', ''drop share=0.1'' or ''delay=12s after-commit''; may be repeated'
            cand --max-deliveries 'How many of the last deliveries to keep with their payloads; 0 keeps none'
            cand --log-format 'How to log to stderr: lines for people, or one JSON object a line'
            cand --settings 'Set up services, integrations and people as this file says; `init settings` prints an example'
            cand --rate-limit 'Let each API key read so many times a minute, and write as many times'
            cand --color 'When to colour the output'
            cand --in-memory 'Keep incidents in memory: they are gone when it stops'
            cand --empty 'Make no service and no integration at the first start'
            cand --require-key 'Ask programs on this machine for an API key in the V1 API too; `/api/local`, which sets up and makes keys, stays open to this machine'
            cand -q 'Print no line for each delivery'
            cand --quiet 'Print no line for each delivery'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List incidents, the newest first'
            cand show 'Show one incident: where its values come from, its alert, its timeline'
            cand wait 'Wait until incidents are as wished, for tests and CI'
            cand watch 'Watch incidents of the local Runframe as they change, one line each'
            cand reset 'Forget the incidents of the local Runframe: all, or those of one integration'
            cand create 'Create an incident without an alert'
            cand ack 'Take an incident on: it becomes yours, and a new one is investigated from then on'
            cand status 'Move an incident to another status'
            cand resolve 'Resolve an incident by hand; its alert may go on firing without opening another'
            cand comment 'Write something into an incident''s timeline'
            cand assign 'Give an incident to somebody'
            cand update 'Change title, description or severity of an incident; no later delivery changes them back'
            cand escalate 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody'
            cand page 'Call somebody about an incident; a local Runframe records it and sends nothing'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;incidents;list'= {
            cand --status 'Only those with this status; may be repeated'
            cand --severity 'Only those of this severity; may be repeated'
            cand --team 'Only those of this team, by name; may be repeated'
            cand --integration 'Only those of this integration''s alerts, by name; a local Runframe alone can tell'
            cand --assigned-to 'Only those assigned to this person, by email; may be repeated'
            cand --created-after 'Only those created at or after this instant, such as 2026-01-31 or 2026-01-31T08:00:00Z'
            cand --created-before 'Only those created at or before this instant'
            cand --limit 'How many to list'
            cand --offset 'How many to skip'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;show'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;wait'= {
            cand --number 'Its number, such as INC-2026-001'
            cand --title 'Its title, exactly'
            cand --severity 'Its severity'
            cand --status 'Its status'
            cand --service 'A service it affects, by key or name'
            cand --integration 'The integration its alert came by, by name; a local Runframe alone can tell'
            cand --label 'A label of its alert; may be repeated'
            cand --created-after 'Created at or after this instant: those of earlier runs are not meant'
            cand --count 'How many incidents have to be so, at least'
            cand --timeout 'How long to wait, such as 30s or 2m'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;watch'= {
            cand --integration 'Only incidents of this integration'
            cand --count 'End after so many lines'
            cand --format 'How to print events; json is one object a line'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand --deliveries 'Show each delivery too'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;reset'= {
            cand --integration 'Only those of this integration'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;create'= {
            cand --service 'A service it affects, by key or name; may be repeated'
            cand --severity 'How bad it is; the service''s default otherwise'
            cand --description 'What is known about it'
            cand --idempotency-key 'Sent again with the same key, the request makes no second incident'
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;ack'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;status'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand -m 'Why'
            cand --comment 'Why'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;resolve'= {
            cand -m 'Why'
            cand --comment 'Why'
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;comment'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;assign'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;update'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --title 'What to call it'
            cand --description 'What is known about it'
            cand --severity 'How bad it is'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;escalate'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;page'= {
            cand --format 'How to print the incident'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --channel 'How; may be repeated'
            cand -m 'What to tell them'
            cand --message 'What to tell them'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;incidents;help'= {
            cand list 'List incidents, the newest first'
            cand show 'Show one incident: where its values come from, its alert, its timeline'
            cand wait 'Wait until incidents are as wished, for tests and CI'
            cand watch 'Watch incidents of the local Runframe as they change, one line each'
            cand reset 'Forget the incidents of the local Runframe: all, or those of one integration'
            cand create 'Create an incident without an alert'
            cand ack 'Take an incident on: it becomes yours, and a new one is investigated from then on'
            cand status 'Move an incident to another status'
            cand resolve 'Resolve an incident by hand; its alert may go on firing without opening another'
            cand comment 'Write something into an incident''s timeline'
            cand assign 'Give an incident to somebody'
            cand update 'Change title, description or severity of an incident; no later delivery changes them back'
            cand escalate 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody'
            cand page 'Call somebody about an incident; a local Runframe records it and sends nothing'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;incidents;help;list'= {
        }
        &'runframe-cli;incidents;help;show'= {
        }
        &'runframe-cli;incidents;help;wait'= {
        }
        &'runframe-cli;incidents;help;watch'= {
        }
        &'runframe-cli;incidents;help;reset'= {
        }
        &'runframe-cli;incidents;help;create'= {
        }
        &'runframe-cli;incidents;help;ack'= {
        }
        &'runframe-cli;incidents;help;status'= {
        }
        &'runframe-cli;incidents;help;resolve'= {
        }
        &'runframe-cli;incidents;help;comment'= {
        }
        &'runframe-cli;incidents;help;assign'= {
        }
        &'runframe-cli;incidents;help;update'= {
        }
        &'runframe-cli;incidents;help;escalate'= {
        }
        &'runframe-cli;incidents;help;page'= {
        }
        &'runframe-cli;incidents;help;help'= {
        }
        &'runframe-cli;deliveries'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List deliveries, the newest first'
            cand show 'Show one delivery: what became of each alert, or its payload'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;deliveries;list'= {
            cand --integration 'Only those for this integration'
            cand --limit 'How many to list'
            cand --offset 'How many to skip'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;deliveries;show'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand --payload 'Print the payload as it was sent, byte for byte'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;deliveries;help'= {
            cand list 'List deliveries, the newest first'
            cand show 'Show one delivery: what became of each alert, or its payload'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;deliveries;help;list'= {
        }
        &'runframe-cli;deliveries;help;show'= {
        }
        &'runframe-cli;deliveries;help;help'= {
        }
        &'runframe-cli;integrations'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Create an integration in the local Runframe, and print its webhook URL once'
            cand list 'List integrations; of each routing key only the last four characters'
            cand rotate 'Give an integration another webhook URL; the old one stops working at once'
            cand delete 'Disconnect an integration; its webhook URL stops working at once, its incidents stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;integrations;create'= {
            cand --service 'Link this service, by key, alias or name; may be repeated'
            cand --alias 'Let a value of the `severity` label mean a severity, such as page=SEV1; may be repeated'
            cand --severity 'Let a value of the `severity` label mean a severity, such as page=SEV1; may be repeated'
            cand --default-severity 'Severity of incidents whose alert and service name none, SEV0 to SEV4, instead of the organisation''s'
            cand --identity 'What is one incident: each alert, or each group of Alertmanager''s'
            cand --rate-limit 'Take only so many deliveries a minute; answers 429 to others'
            cand --url-file 'Write the webhook URL to this file, for `url_file`, instead of printing it'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;integrations;list'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;integrations;rotate'= {
            cand --url-file 'Write the webhook URL to this file, for `url_file`, instead of printing it'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;integrations;delete'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand --reset 'Forget its incidents first'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;integrations;help'= {
            cand create 'Create an integration in the local Runframe, and print its webhook URL once'
            cand list 'List integrations; of each routing key only the last four characters'
            cand rotate 'Give an integration another webhook URL; the old one stops working at once'
            cand delete 'Disconnect an integration; its webhook URL stops working at once, its incidents stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;integrations;help;create'= {
        }
        &'runframe-cli;integrations;help;list'= {
        }
        &'runframe-cli;integrations;help;rotate'= {
        }
        &'runframe-cli;integrations;help;delete'= {
        }
        &'runframe-cli;integrations;help;help'= {
        }
        &'runframe-cli;services'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Add a service to the local Runframe, and print its key'
            cand create 'Add a service to the local Runframe, and print its key'
            cand list 'List services'
            cand link 'Let an integration''s alerts be routed to a service of the local Runframe'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;services;add'= {
            cand --description 'What it is'
            cand --severity 'Severity of incidents whose alert names none, SEV0 to SEV4'
            cand --default-severity 'Severity of incidents whose alert names none, SEV0 to SEV4'
            cand --key 'Its key, such as svc_K7M4Q9TZ2H, instead of a random one'
            cand --alias 'An older name that `service_id` labels may still have, such as SER-00001'
            cand --link 'Link it to this integration; may be repeated'
            cand --format 'How to print the result'
            cand --team 'The team that owns it: its incidents belong to that team'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;services;create'= {
            cand --description 'What it is'
            cand --severity 'Severity of incidents whose alert names none, SEV0 to SEV4'
            cand --default-severity 'Severity of incidents whose alert names none, SEV0 to SEV4'
            cand --key 'Its key, such as svc_K7M4Q9TZ2H, instead of a random one'
            cand --alias 'An older name that `service_id` labels may still have, such as SER-00001'
            cand --link 'Link it to this integration; may be repeated'
            cand --format 'How to print the result'
            cand --team 'The team that owns it: its incidents belong to that team'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;services;list'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;services;link'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand --remove 'Take the link away instead'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;services;help'= {
            cand add 'Add a service to the local Runframe, and print its key'
            cand list 'List services'
            cand link 'Let an integration''s alerts be routed to a service of the local Runframe'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;services;help;add'= {
        }
        &'runframe-cli;services;help;list'= {
        }
        &'runframe-cli;services;help;link'= {
        }
        &'runframe-cli;services;help;help'= {
        }
        &'runframe-cli;faults'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Set a fault in the local Runframe'
            cand list 'List the faults that are set in the local Runframe'
            cand clear 'Take faults back: all, one, or those of one integration'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;faults;add'= {
            cand --retry-after 'Seconds in the header Retry-After'
            cand --delay 'Hold the answer back, such as 12s'
            cand --integration 'Only for this integration'
            cand --next 'Only for the next so many deliveries'
            cand --share 'Only for this share of deliveries, such as 0.1'
            cand --seed 'Where the chance of --share begins: the same number draws the same deliveries'
            cand --alerts 'Only for deliveries with an alert that is firing, or resolved'
            cand --match 'Only for deliveries with an alert these matchers match, such as ''severity="critical"'''
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand --after-commit 'Apply the delivery first: only the answer is bad'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;faults;list'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;faults;clear'= {
            cand --integration 'Only those of this integration'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;faults;help'= {
            cand add 'Set a fault in the local Runframe'
            cand list 'List the faults that are set in the local Runframe'
            cand clear 'Take faults back: all, one, or those of one integration'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;faults;help;add'= {
        }
        &'runframe-cli;faults;help;list'= {
        }
        &'runframe-cli;faults;help;clear'= {
        }
        &'runframe-cli;faults;help;help'= {
        }
        &'runframe-cli;keys'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Create an API key, and print it once'
            cand list 'List API keys; of each only the last four characters'
            cand revoke 'Revoke an API key: requests with it are refused from then on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;keys;create'= {
            cand --scope 'What it may do; may be repeated. Everything if there is none'
            cand --email 'Whom it stands for: incidents are acknowledged, resolved and assigned in this name'
            cand --owner-email 'Whom it stands for: incidents are acknowledged, resolved and assigned in this name'
            cand --owner-name 'What people call them'
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand --service-account 'It stands for a program, not for a person'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;keys;list'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;keys;revoke'= {
            cand --format 'How to print the result'
            cand --api-url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --url 'The Runframe to ask: a local one, or https://runframe.io with a key in RUNFRAME_API_KEY [env: RUNFRAME_API_URL] [default: http://127.0.0.1:9095]'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;keys;help'= {
            cand create 'Create an API key, and print it once'
            cand list 'List API keys; of each only the last four characters'
            cand revoke 'Revoke an API key: requests with it are refused from then on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;keys;help;create'= {
        }
        &'runframe-cli;keys;help;list'= {
        }
        &'runframe-cli;keys;help;revoke'= {
        }
        &'runframe-cli;keys;help;help'= {
        }
        &'runframe-cli;completions'= {
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;man'= {
            cand --dir 'Write `runframe-cli.1` and a page for each subcommand to this folder instead'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'runframe-cli;help'= {
            cand walkthrough 'Take one alert from a Prometheus rule to a resolved Runframe incident, and show the proof at each hop'
            cand validate 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
            cand route 'Show where an alert goes and why, and the Runframe incident it becomes'
            cand tree 'Draw the routing tree, with the routes no alert can reach'
            cand test 'Run tests: alerts, and the receivers, groups and incidents they must come to'
            cand diff 'Show exactly which alerts a change treats differently, with an example of each kind'
            cand explain 'Explain a finding: what it means, why it matters, what to write instead'
            cand fire 'Send firing alerts as Alertmanager would, and see the Runframe incidents they become'
            cand resolve 'Send the end of what was fired, and see the incidents resolve'
            cand replay 'Send a recorded payload again, changed or as it is'
            cand init 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
            cand serve 'Run a local Runframe: webhook endpoint, incidents, API'
            cand incidents 'Look at incidents and act on them, in the local Runframe or the real one'
            cand deliveries 'Look at what was delivered to the local Runframe, refused deliveries too'
            cand integrations 'Set up the integrations of the local Runframe: each has a webhook URL of its own'
            cand services 'Set up and list services: what the `service_id` label of an alert names'
            cand faults 'Treat deliveries badly on purpose, and learn what Alertmanager does about it'
            cand keys 'Set up API keys of the local Runframe, for scripts and clients of the V1 API'
            cand completions 'Print the completion script for a shell'
            cand man 'Print the manual page, or write one page a command to a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;help;walkthrough'= {
        }
        &'runframe-cli;help;validate'= {
        }
        &'runframe-cli;help;route'= {
        }
        &'runframe-cli;help;tree'= {
        }
        &'runframe-cli;help;test'= {
        }
        &'runframe-cli;help;diff'= {
        }
        &'runframe-cli;help;explain'= {
        }
        &'runframe-cli;help;fire'= {
            cand list 'Show what was fired and is not resolved, at every target, whether it is still there or not'
        }
        &'runframe-cli;help;fire;list'= {
        }
        &'runframe-cli;help;resolve'= {
        }
        &'runframe-cli;help;replay'= {
        }
        &'runframe-cli;help;init'= {
        }
        &'runframe-cli;help;serve'= {
        }
        &'runframe-cli;help;incidents'= {
            cand list 'List incidents, the newest first'
            cand show 'Show one incident: where its values come from, its alert, its timeline'
            cand wait 'Wait until incidents are as wished, for tests and CI'
            cand watch 'Watch incidents of the local Runframe as they change, one line each'
            cand reset 'Forget the incidents of the local Runframe: all, or those of one integration'
            cand create 'Create an incident without an alert'
            cand ack 'Take an incident on: it becomes yours, and a new one is investigated from then on'
            cand status 'Move an incident to another status'
            cand resolve 'Resolve an incident by hand; its alert may go on firing without opening another'
            cand comment 'Write something into an incident''s timeline'
            cand assign 'Give an incident to somebody'
            cand update 'Change title, description or severity of an incident; no later delivery changes them back'
            cand escalate 'Ask the next level of the escalation policy; a local Runframe records it and calls nobody'
            cand page 'Call somebody about an incident; a local Runframe records it and sends nothing'
        }
        &'runframe-cli;help;incidents;list'= {
        }
        &'runframe-cli;help;incidents;show'= {
        }
        &'runframe-cli;help;incidents;wait'= {
        }
        &'runframe-cli;help;incidents;watch'= {
        }
        &'runframe-cli;help;incidents;reset'= {
        }
        &'runframe-cli;help;incidents;create'= {
        }
        &'runframe-cli;help;incidents;ack'= {
        }
        &'runframe-cli;help;incidents;status'= {
        }
        &'runframe-cli;help;incidents;resolve'= {
        }
        &'runframe-cli;help;incidents;comment'= {
        }
        &'runframe-cli;help;incidents;assign'= {
        }
        &'runframe-cli;help;incidents;update'= {
        }
        &'runframe-cli;help;incidents;escalate'= {
        }
        &'runframe-cli;help;incidents;page'= {
        }
        &'runframe-cli;help;deliveries'= {
            cand list 'List deliveries, the newest first'
            cand show 'Show one delivery: what became of each alert, or its payload'
        }
        &'runframe-cli;help;deliveries;list'= {
        }
        &'runframe-cli;help;deliveries;show'= {
        }
        &'runframe-cli;help;integrations'= {
            cand create 'Create an integration in the local Runframe, and print its webhook URL once'
            cand list 'List integrations; of each routing key only the last four characters'
            cand rotate 'Give an integration another webhook URL; the old one stops working at once'
            cand delete 'Disconnect an integration; its webhook URL stops working at once, its incidents stay'
        }
        &'runframe-cli;help;integrations;create'= {
        }
        &'runframe-cli;help;integrations;list'= {
        }
        &'runframe-cli;help;integrations;rotate'= {
        }
        &'runframe-cli;help;integrations;delete'= {
        }
        &'runframe-cli;help;services'= {
            cand add 'Add a service to the local Runframe, and print its key'
            cand list 'List services'
            cand link 'Let an integration''s alerts be routed to a service of the local Runframe'
        }
        &'runframe-cli;help;services;add'= {
        }
        &'runframe-cli;help;services;list'= {
        }
        &'runframe-cli;help;services;link'= {
        }
        &'runframe-cli;help;faults'= {
            cand add 'Set a fault in the local Runframe'
            cand list 'List the faults that are set in the local Runframe'
            cand clear 'Take faults back: all, one, or those of one integration'
        }
        &'runframe-cli;help;faults;add'= {
        }
        &'runframe-cli;help;faults;list'= {
        }
        &'runframe-cli;help;faults;clear'= {
        }
        &'runframe-cli;help;keys'= {
            cand create 'Create an API key, and print it once'
            cand list 'List API keys; of each only the last four characters'
            cand revoke 'Revoke an API key: requests with it are refused from then on'
        }
        &'runframe-cli;help;keys;create'= {
        }
        &'runframe-cli;help;keys;list'= {
        }
        &'runframe-cli;help;keys;revoke'= {
        }
        &'runframe-cli;help;completions'= {
        }
        &'runframe-cli;help;man'= {
        }
        &'runframe-cli;help;help'= {
        }
    ]
    $completions[$command]
}
