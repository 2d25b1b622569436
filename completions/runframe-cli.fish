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
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "validate" -d 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "explain" -d 'Explain a finding: what it means, why it matters, what to write instead'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "init" -d 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "man" -d 'Print the manual page, or write one page a command to a folder'
complete -c runframe-cli -n "__fish_runframe_cli_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l alertmanager-version -d 'The Alertmanager release the file is for' -r
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
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -s q -l quiet -d 'Print findings only, and nothing if there is none'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -l allow-placeholders -d 'Accept $VAR and ${VAR}, for files that envsubst or the like fills in first'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand explain" -l format -d 'How to print it' -r -f -a "text\t'For people: the page is Markdown'
json\t'A list of objects, see docs/schema/explain.json'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand explain" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l dir -d 'Write alertmanager.yml and runframe-test.rules.yml to this folder instead; never overwrites' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l url-file -d 'The file Alertmanager reads the webhook URL from' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l severity -d 'Severity of the test alert' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l service-id -d 'Runframe service of the test alert, such as svc_K7M4Q9TZ2H' -r
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand completions" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand man" -l dir -d 'Write `runframe-cli.1` and a page for each subcommand to this folder instead' -r -F
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand man" -l color -d 'When to colour the output' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from validate explain init completions man help" -f -a "validate" -d 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from validate explain init completions man help" -f -a "explain" -d 'Explain a finding: what it means, why it matters, what to write instead'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from validate explain init completions man help" -f -a "init" -d 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from validate explain init completions man help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from validate explain init completions man help" -f -a "man" -d 'Print the manual page, or write one page a command to a folder'
complete -c runframe-cli -n "__fish_runframe_cli_using_subcommand help; and not __fish_seen_subcommand_from validate explain init completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
