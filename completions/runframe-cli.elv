
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
            cand validate 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
            cand explain 'Explain a finding: what it means, why it matters, what to write instead'
            cand init 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
            cand completions 'Print the completion script for a shell'
            cand man 'Print the manual page, or write one page a command to a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;validate'= {
            cand --alertmanager-version 'The Alertmanager release the file is for'
            cand --receiver 'A receiver that reaches Runframe, if its URL does not tell; may be repeated'
            cand --format 'How to print the findings'
            cand --max-findings 'Print at most this many findings, the worst first kept; all are counted, 0 is no limit'
            cand --fail-on 'The least level that makes the exit status 1'
            cand --color 'When to colour the output'
            cand -q 'Print findings only, and nothing if there is none'
            cand --quiet 'Print findings only, and nothing if there is none'
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
        &'runframe-cli;init'= {
            cand --dir 'Write alertmanager.yml and runframe-test.rules.yml to this folder instead; never overwrites'
            cand --url-file 'The file Alertmanager reads the webhook URL from'
            cand --severity 'Severity of the test alert'
            cand --service-id 'Runframe service of the test alert, such as svc_K7M4Q9TZ2H'
            cand --color 'When to colour the output'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
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
            cand validate 'Check alertmanager.yml: what Alertmanager refuses, and what keeps alerts from becoming the right incident'
            cand explain 'Explain a finding: what it means, why it matters, what to write instead'
            cand init 'Print an alertmanager.yml that sends every alert to Runframe, and a rule that fires at once'
            cand completions 'Print the completion script for a shell'
            cand man 'Print the manual page, or write one page a command to a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'runframe-cli;help;validate'= {
        }
        &'runframe-cli;help;explain'= {
        }
        &'runframe-cli;help;init'= {
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
