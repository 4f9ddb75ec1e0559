function __geminidb_backup_operations
    geminidb-backup log --since 30d --format csv 2>/dev/null | string replace -rf '^"([^"]{6})",.*' '$1'
end

function __geminidb_backup_profiles
    set -l config $GEMINIDB_BACKUP_CONFIG
    set -q XDG_CONFIG_HOME; and set -l home $XDG_CONFIG_HOME; or set -l home $HOME/.config
    test -n "$config"; or set config $home/geminidb-backup/config.toml
    test -r $config; and string replace -rf '^\[profiles\.([A-Za-z0-9_-]+)\].*' '$1' <$config
    printf '%s\n' sdk-env terraform-env openstack-env agency
end

function __geminidb_backup_faults
    printf 'create=%s\n' close created-then-close reset created-then-reset cut-head created-then-cut-head silence created-then-silence 400-bare 400-bare-created 400-999999 400-999999-created 400-280277 400-280277-created 400-201201 400-201201-created 401 401-created 403-200019 403-200019-created 403-280032 403-280032-created 403-html 403-html-created 403-0310 403-0310-created 403-0305 403-0305-created 403-0308 403-0308-created 403-200010 403-200010-created 403-arrears 403-arrears-created 404 404-created 404-empty 404-empty-created 409-empty-object 409-empty-object-created 418-bare 418-bare-created 421-bare 421-bare-created 499-bare 499-bare-created 408 408-created 429 429-created 429-retry-after 429-retry-after-created 500-280005 500-280005-created 500-200998 500-200998-created 500-111205 500-111205-created 502-page 502-page-created 503-page 503-page-created 504-page 504-page-created 403 403-policy 400-280063 202-cut 202-empty 202-not-json 202-page 202-not-utf8 202-no-ids 202-no-job-id 202-no-backup-id slow-10s 200 400-ids-created 403-ids-of-another 403-ids-of-another-created late-10s
    printf 'instances=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s
    printf 'databases=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s
    printf 'tables=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s
    printf 'jobs=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s unknown unknown-10s failed
    printf 'backups=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s unknown unknown-10s lags lags-10s failed 250
    printf 'quotas=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s backups full
    printf 'sign-in=%s\n' close reset cut-head silence 401 404 429 429-retry-after 502-page 503-page 504-page 403 201-cut 201-empty 201-not-json 201-page 201-not-utf8 201-no-ids 201-no-job-id 201-no-backup-id slow-10s 400 401-locked 500 503 201-no-token
    printf 'who=%s\n' close reset cut-head silence 401 404 429 429-retry-after 502-page 503-page 504-page 403 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s 400 401-locked 500 503
    printf 'projects=%s\n' close reset cut-head silence 401 404 429 429-retry-after 502-page 503-page 504-page 403 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s 400 401-locked 500 503 none same-name
    printf 'metadata-token=%s\n' close reset cut-head silence 401 404 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s 500 503 401-no-agency 405 no-keys
    printf 'metadata=%s\n' close reset cut-head silence 401 404 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s 500 503 401-no-agency 405 no-keys no-agency needs-token expires-10s
    printf 'watch=%s\n' close reset cut-head silence 400-bare 400-999999 400-280277 400-201201 401 403-200019 403-280032 403-html 403-0310 403-0305 403-0308 403-200010 403-arrears 404 404-empty 409-empty-object 418-bare 421-bare 499-bare 408 429 429-retry-after 500-280005 500-200998 500-111205 502-page 503-page 504-page 403 403-policy 400-280063 200-cut 200-empty 200-not-json 200-page 200-not-utf8 200-no-ids 200-no-job-id 200-no-backup-id slow-10s gone gone-10s away away-10s
    printf 'iam=%s\n' expires-10s long-token too-long-token keystone no-service other-region
    printf 'page=%s\n' 50
    printf 'clock=%s\n' ahead-10s behind-10s
end

# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_geminidb_backup_global_optspecs
    string join \n 'a-demo=?' b-demo-speed= c-demo-scale= d-demo-instances= e-region= f-endpoint= g-iam-endpoint= i-project-id= j-profile= k-config= l-token-file= m-ca-bundle= n-state-dir= o-log= p-no-journal q-offline r-read-only s-instance= t-name= u-description= v-database= w-table= x-draft= y-plain z-ascii A-no-alt-screen B-bell h/help V/version
end

function __fish_geminidb_backup_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_geminidb_backup_global_optspecs) -- $cmd 2>/dev/null
    or begin
        set -e cmd[-1]
        argparse -s (__fish_geminidb_backup_global_optspecs) -- $cmd 2>/dev/null
    or return
    end
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_geminidb_backup_using_subcommand
    set -l cmd (__fish_geminidb_backup_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l demo -d 'Run against the built-in simulator; nothing leaves this machine [default scenario: smooth]' -f -a "smooth\t''
slow\t''
busy\t''
name-taken\t''
token-expires\t''
throttled\t''
lost-made\t''
lost-not-made\t''
lost-made-late\t''
silence\t''
error-then-made\t''
ids-missing\t''
one-id\t''
job-unknown\t''
late-job\t''
row-lags\t''
table-level-off\t''
listing-refused\t''
many-tables\t''
cjk\t''
failed\t''
meanwhile\t''
window\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l demo-speed -d 'In a demo: how many times faster than usual backups run' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l demo-scale -d 'In a demo: add an instance with this many databases, and tables in each' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l demo-instances -d 'In a demo: add this many instances of all engines and states' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l region -d 'Region of the built-in list; gives the endpoint' -r -f -a "af-south-1\t''
ap-southeast-1\t''
ap-southeast-2\t''
ap-southeast-3\t''
ap-southeast-4\t''
ap-southeast-5\t''
cn-east-2\t''
cn-east-3\t''
cn-east-4\t''
cn-north-1\t''
cn-north-11\t''
cn-north-2\t''
cn-north-4\t''
cn-north-9\t''
cn-south-1\t''
cn-south-2\t''
cn-south-4\t''
cn-southwest-2\t''
cn-southwest-3\t''
eu-west-101\t''
la-north-2\t''
la-south-2\t''
me-east-1\t''
ru-moscow-1\t''
ru-northwest-2\t''
sa-brazil-1\t''
tr-west-1\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l endpoint -d 'Endpoint of the service: https, or plain http on this machine' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l iam-endpoint -d 'Endpoint of IAM, to sign in and to name the caller [default: the region\'s]' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l project-id -d 'Project ID, 32 letters and digits' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l profile -d 'Credentials to use: a profile of config.toml, or one of those that `doctor` lists, as sdk-env or hcloud:NAME' -r -f -a '(__geminidb_backup_profiles)'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l config -d 'Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in ~/.config]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l token-file -d 'File with the token, mode 0600, or - for standard input' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l ca-bundle -d 'Certificates (PEM) to trust in addition to the system\'s' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l state-dir -d 'Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l log -d 'Append a JSON line to this file for each call: time, method, path, status, request ID; no header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l instance -d 'Back up this instance: its ID, or its name if no other has it' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l name -d 'Fill in the backup\'s name; still checked, reviewed and sent by hand' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l description -d 'Fill in the description' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l database -d 'Choose whole databases; quote a name that has a dot or a quote: \'"my.db"\'' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l table -d 'Choose tables' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l draft -d 'Open a draft that another operator has saved with --offline' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l no-journal -d 'Send without a journal: needs the instance\'s name typed, and stays marked on the operation'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l offline -d 'Fill in, check and save the form without any call: no credentials are needed, and nothing can be sent'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l read-only -d 'Look, fill in and check, but send nothing: this run has no create call'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l plain -d 'Ask and answer in whole lines, without screens; chosen by itself with ACCESSIBLE=1, and where TERM is dumb or unset'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l ascii -d 'Draw with ASCII only'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l no-alt-screen -d 'Stay on the main screen, so that the last frame remains'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -l bell -d 'Ring the bell once when a backup is COMPLETED or FAILED, or its outcome UNKNOWN'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -s h -l help -d 'Print help'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -s V -l version -d 'Print version'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "watch" -d 'Follow one backup to its end, read only: by its backup ID, also on another machine, or by its operation'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "doctor" -d 'Show what is configured, where each value comes from, and what is missing; sends nothing without --online'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "simulator" -d 'Serve the built-in simulator on loopback until TERM or INT; prints where it is and what opens it'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "log" -d 'Print what was done: the journal\'s operations, the newest review first, as a table, for a ticket or for a script; needs no credentials and no network'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "backups" -d 'Print the backups that the service lists, manual and automated, newest first, and which of them were made from here; read only'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "instances" -d 'Print the instances that the service lists; read only'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "verify" -d 'Tell a script whether a backup is known to meet its conditions: reads once, read only, and says it by the exit status'
complete -c geminidb-backup -n "__fish_geminidb_backup_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l region -d 'Region of the built-in list; gives the endpoint' -r -f -a "af-south-1\t''
ap-southeast-1\t''
ap-southeast-2\t''
ap-southeast-3\t''
ap-southeast-4\t''
ap-southeast-5\t''
cn-east-2\t''
cn-east-3\t''
cn-east-4\t''
cn-north-1\t''
cn-north-11\t''
cn-north-2\t''
cn-north-4\t''
cn-north-9\t''
cn-south-1\t''
cn-south-2\t''
cn-south-4\t''
cn-southwest-2\t''
cn-southwest-3\t''
eu-west-101\t''
la-north-2\t''
la-south-2\t''
me-east-1\t''
ru-moscow-1\t''
ru-northwest-2\t''
sa-brazil-1\t''
tr-west-1\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l endpoint -d 'Endpoint of the service: https, or plain http on this machine' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l iam-endpoint -d 'Endpoint of IAM, to sign in and to name the caller [default: the region\'s]' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l project-id -d 'Project ID, 32 letters and digits' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l profile -d 'Credentials to use: a profile of config.toml, or one of those that `doctor` lists, as sdk-env or hcloud:NAME' -r -f -a '(__geminidb_backup_profiles)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l config -d 'Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in ~/.config]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l token-file -d 'File with the token, mode 0600, or - for standard input' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l ca-bundle -d 'Certificates (PEM) to trust in addition to the system\'s' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l state-dir -d 'Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l log -d 'Append a JSON line to this file for each call: time, method, path, status, request ID; no header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l lines -d 'Print a line for each event instead of drawing; chosen by itself where standard output is no terminal'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l once -d 'Read once, print lines, and end: the status tells the state'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l json -d 'Print a JSON object for each event instead of a line; the last one has the outcome'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l plain -d 'Ask and answer in whole lines, without screens; chosen by itself with ACCESSIBLE=1, and where TERM is dumb or unset'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l ascii -d 'Draw with ASCII only'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l no-alt-screen -d 'Stay on the main screen, so that the last frame remains'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -l bell -d 'Ring the bell once when a backup is COMPLETED or FAILED, or its outcome UNKNOWN'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -s h -l help -d 'Print help'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l report -d 'Write the lines, and what `log` says of the last operations, to a new file (mode 0600) for a bug report: no token, key or password; read names and descriptions yourself before you send it' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l region -d 'Region of the built-in list; gives the endpoint' -r -f -a "af-south-1\t''
ap-southeast-1\t''
ap-southeast-2\t''
ap-southeast-3\t''
ap-southeast-4\t''
ap-southeast-5\t''
cn-east-2\t''
cn-east-3\t''
cn-east-4\t''
cn-north-1\t''
cn-north-11\t''
cn-north-2\t''
cn-north-4\t''
cn-north-9\t''
cn-south-1\t''
cn-south-2\t''
cn-south-4\t''
cn-southwest-2\t''
cn-southwest-3\t''
eu-west-101\t''
la-north-2\t''
la-south-2\t''
me-east-1\t''
ru-moscow-1\t''
ru-northwest-2\t''
sa-brazil-1\t''
tr-west-1\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l endpoint -d 'Endpoint of the service: https, or plain http on this machine' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l iam-endpoint -d 'Endpoint of IAM, to sign in and to name the caller [default: the region\'s]' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l project-id -d 'Project ID, 32 letters and digits' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l profile -d 'Credentials to use: a profile of config.toml, or one of those that `doctor` lists, as sdk-env or hcloud:NAME' -r -f -a '(__geminidb_backup_profiles)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l config -d 'Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in ~/.config]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l token-file -d 'File with the token, mode 0600, or - for standard input' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l ca-bundle -d 'Certificates (PEM) to trust in addition to the system\'s' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l state-dir -d 'Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l log -d 'Append a JSON line to this file for each call: time, method, path, status, request ID; no header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l online -d 'Try each step: names, connections, TLS, clocks, signing in (once), the project, and what may be read'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -l json -d 'Print one JSON object a line'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l listen -d 'Address to listen on; loopback only, port 0 takes a free one' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l scenario -d 'What goes wrong, if anything' -r -f -a "smooth\t''
slow\t''
busy\t''
name-taken\t''
token-expires\t''
throttled\t''
lost-made\t''
lost-not-made\t''
lost-made-late\t''
silence\t''
error-then-made\t''
ids-missing\t''
one-id\t''
job-unknown\t''
late-job\t''
row-lags\t''
table-level-off\t''
listing-refused\t''
many-tables\t''
cjk\t''
failed\t''
meanwhile\t''
window\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l scale -d 'Add a Cassandra instance with this many databases, and tables in each' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l instances -d 'Add this many instances of all engines and states, each with past backups' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l speed -d 'How many times faster than usual backups run' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l seed -d 'Seed of all IDs and tokens' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l fault -d 'What goes wrong beside the scenario; may be given several times (names: --help)' -r -f -a '(__geminidb_backup_faults)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l world -d 'What nobody knows of the live service; the first value of each is the default (names: --help)' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -l record -d 'Append every request, answer and made backup to this file, a JSON line each' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand simulator" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -l instance -d 'Only operations on this instance, by its ID or its name' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -l since -d 'Only operations with a line of the journal since then: an age such as 90m, 12h or 7d, or a day or a time in UTC' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -l format -d 'How to print [default: table, or text for one operation]' -r -f -a "table\t'A row each'
text\t'The text for a ticket'
markdown\t'The same as CommonMark'
line\t'One line each'
json\t'One JSON array'
jsonl\t'One JSON object a line'
csv\t'Comma-separated values with a heading'"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -l pin -d 'Only check whether the operation\'s file still begins with the bytes of this pin' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -l state-dir -d 'Folder of the journal [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l instance -d 'Only backups of this instance: its ID, or its name if no other has it' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l since -d 'Only backups that began since then: an age such as 90m, 12h or 7d, or a time in UTC' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l kind -d 'Only backups of this kind, and those whose kind the service does not give' -r -f -a "manual\t'Somebody asked for the backup'
automated\t'The instance\'s backup policy'"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l format -d 'How to print' -r -f -a "table\t'A row each'
json\t'One JSON array'
jsonl\t'One JSON object a line'
csv\t'Comma-separated values with a heading'"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l region -d 'Region of the built-in list; gives the endpoint' -r -f -a "af-south-1\t''
ap-southeast-1\t''
ap-southeast-2\t''
ap-southeast-3\t''
ap-southeast-4\t''
ap-southeast-5\t''
cn-east-2\t''
cn-east-3\t''
cn-east-4\t''
cn-north-1\t''
cn-north-11\t''
cn-north-2\t''
cn-north-4\t''
cn-north-9\t''
cn-south-1\t''
cn-south-2\t''
cn-south-4\t''
cn-southwest-2\t''
cn-southwest-3\t''
eu-west-101\t''
la-north-2\t''
la-south-2\t''
me-east-1\t''
ru-moscow-1\t''
ru-northwest-2\t''
sa-brazil-1\t''
tr-west-1\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l endpoint -d 'Endpoint of the service: https, or plain http on this machine' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l iam-endpoint -d 'Endpoint of IAM, to sign in and to name the caller [default: the region\'s]' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l project-id -d 'Project ID, 32 letters and digits' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l profile -d 'Credentials to use: a profile of config.toml, or one of those that `doctor` lists, as sdk-env or hcloud:NAME' -r -f -a '(__geminidb_backup_profiles)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l config -d 'Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in ~/.config]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l token-file -d 'File with the token, mode 0600, or - for standard input' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l ca-bundle -d 'Certificates (PEM) to trust in addition to the system\'s' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l state-dir -d 'Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -l log -d 'Append a JSON line to this file for each call: time, method, path, status, request ID; no header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand backups" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l format -d 'How to print' -r -f -a "table\t'A row each'
json\t'One JSON array'
jsonl\t'One JSON object a line'
csv\t'Comma-separated values with a heading'"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l region -d 'Region of the built-in list; gives the endpoint' -r -f -a "af-south-1\t''
ap-southeast-1\t''
ap-southeast-2\t''
ap-southeast-3\t''
ap-southeast-4\t''
ap-southeast-5\t''
cn-east-2\t''
cn-east-3\t''
cn-east-4\t''
cn-north-1\t''
cn-north-11\t''
cn-north-2\t''
cn-north-4\t''
cn-north-9\t''
cn-south-1\t''
cn-south-2\t''
cn-south-4\t''
cn-southwest-2\t''
cn-southwest-3\t''
eu-west-101\t''
la-north-2\t''
la-south-2\t''
me-east-1\t''
ru-moscow-1\t''
ru-northwest-2\t''
sa-brazil-1\t''
tr-west-1\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l endpoint -d 'Endpoint of the service: https, or plain http on this machine' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l iam-endpoint -d 'Endpoint of IAM, to sign in and to name the caller [default: the region\'s]' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l project-id -d 'Project ID, 32 letters and digits' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l profile -d 'Credentials to use: a profile of config.toml, or one of those that `doctor` lists, as sdk-env or hcloud:NAME' -r -f -a '(__geminidb_backup_profiles)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l config -d 'Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in ~/.config]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l token-file -d 'File with the token, mode 0600, or - for standard input' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l ca-bundle -d 'Certificates (PEM) to trust in addition to the system\'s' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l state-dir -d 'Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -l log -d 'Append a JSON line to this file for each call: time, method, path, status, request ID; no header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand instances" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l instance -d 'It is a backup of this instance: its ID, or its name if no other has it' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l newer-than -d 'It began later than that, by the service\'s clock: an age such as 90m, 12h or 7d, or a time in UTC' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l covers -d 'It holds each database and table of this list, or of standard input' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l kind -d 'It was made by hand, or by the instance\'s backup policy' -r -f -a "manual\t'Somebody asked for the backup'
automated\t'The instance\'s backup policy'"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l name -d 'It has exactly this name' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l allow-unknown -d 'Let these conditions pass where they are not known: instance, kind, name, newer-than, covers, existed' -r -f -a '(__fish_append , instance kind name newer-than covers existed)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l region -d 'Region of the built-in list; gives the endpoint' -r -f -a "af-south-1\t''
ap-southeast-1\t''
ap-southeast-2\t''
ap-southeast-3\t''
ap-southeast-4\t''
ap-southeast-5\t''
cn-east-2\t''
cn-east-3\t''
cn-east-4\t''
cn-north-1\t''
cn-north-11\t''
cn-north-2\t''
cn-north-4\t''
cn-north-9\t''
cn-south-1\t''
cn-south-2\t''
cn-south-4\t''
cn-southwest-2\t''
cn-southwest-3\t''
eu-west-101\t''
la-north-2\t''
la-south-2\t''
me-east-1\t''
ru-moscow-1\t''
ru-northwest-2\t''
sa-brazil-1\t''
tr-west-1\t''"
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l endpoint -d 'Endpoint of the service: https, or plain http on this machine' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l iam-endpoint -d 'Endpoint of IAM, to sign in and to name the caller [default: the region\'s]' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l project-id -d 'Project ID, 32 letters and digits' -r
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l profile -d 'Credentials to use: a profile of config.toml, or one of those that `doctor` lists, as sdk-env or hcloud:NAME' -r -f -a '(__geminidb_backup_profiles)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l config -d 'Configuration file [default: geminidb-backup/config.toml in XDG_CONFIG_HOME, or in ~/.config]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l token-file -d 'File with the token, mode 0600, or - for standard input' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l ca-bundle -d 'Certificates (PEM) to trust in addition to the system\'s' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l state-dir -d 'Folder for journal and drafts [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l log -d 'Append a JSON line to this file for each call: time, method, path, status, request ID; no header, no body, no secret. At 10 MB it is renamed to FILE.1, replacing an earlier one' -r -F
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l latest -d 'The newest backup of the instance, in any state, manual or automated'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l wait -d 'Follow the backup to its end first, as `watch --lines` does, on standard error'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -l json -d 'Print one JSON object'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "watch" -d 'Follow one backup to its end, read only: by its backup ID, also on another machine, or by its operation'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "doctor" -d 'Show what is configured, where each value comes from, and what is missing; sends nothing without --online'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "simulator" -d 'Serve the built-in simulator on loopback until TERM or INT; prints where it is and what opens it'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "log" -d 'Print what was done: the journal\'s operations, the newest review first, as a table, for a ticket or for a script; needs no credentials and no network'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "backups" -d 'Print the backups that the service lists, manual and automated, newest first, and which of them were made from here; read only'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "instances" -d 'Print the instances that the service lists; read only'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "verify" -d 'Tell a script whether a backup is known to meet its conditions: reads once, read only, and says it by the exit status'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand help; and not __fish_seen_subcommand_from watch doctor simulator log backups instances verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand watch" -f -a '(__geminidb_backup_operations)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand log" -f -a '(__geminidb_backup_operations)'
complete -c geminidb-backup -n "__fish_geminidb_backup_using_subcommand verify" -f -a '(__geminidb_backup_operations)'
