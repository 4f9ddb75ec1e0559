_geminidb_backup_operations() {
    geminidb-backup log --since 30d --format csv 2>/dev/null | sed -n '2,$s/^"\([0-9A-Z]\{6\}\)".*/\1/p'
}

_geminidb_backup_profiles() {
    sed -n 's/^\[profiles\.\([A-Za-z0-9_-]*\)\].*/\1/p' \
        "${GEMINIDB_BACKUP_CONFIG:-${XDG_CONFIG_HOME:-$HOME/.config}/geminidb-backup/config.toml}" \
        2>/dev/null
    printf '%s\n' sdk-env terraform-env openstack-env agency
}

_geminidb_backup_faults() {
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
}

_geminidb__backup() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    local n=${COMP_CWORD} behind=""
    [[ "${COMP_WORDS[n]}" == = ]] && cur="" && n=$((n + 1))
    while [[ ${n} -ge 3 && "${COMP_WORDS[n-1]}" == = ]]; do
        behind="${COMP_WORDS[n-2]}=${behind}"
        n=$((n - 2))
    done
    [[ -n "${behind}" ]] && prev="${COMP_WORDS[n-1]}"
    if [[ "${behind}" == --*=* ]]; then
        prev="${behind%%=*}"
        behind="${behind#*=}"
        [[ "${prev}" == --demo ]] && prev="--demo="
    fi
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="geminidb__backup"
                ;;
            geminidb__backup,backups)
                cmd="geminidb__backup__subcmd__backups"
                ;;
            geminidb__backup,doctor)
                cmd="geminidb__backup__subcmd__doctor"
                ;;
            geminidb__backup,help)
                cmd="geminidb__backup__subcmd__help"
                ;;
            geminidb__backup,instances)
                cmd="geminidb__backup__subcmd__instances"
                ;;
            geminidb__backup,log)
                cmd="geminidb__backup__subcmd__log"
                ;;
            geminidb__backup,simulator)
                cmd="geminidb__backup__subcmd__simulator"
                ;;
            geminidb__backup,verify)
                cmd="geminidb__backup__subcmd__verify"
                ;;
            geminidb__backup,watch)
                cmd="geminidb__backup__subcmd__watch"
                ;;
            geminidb__backup__subcmd__help,backups)
                cmd="geminidb__backup__subcmd__help__subcmd__backups"
                ;;
            geminidb__backup__subcmd__help,doctor)
                cmd="geminidb__backup__subcmd__help__subcmd__doctor"
                ;;
            geminidb__backup__subcmd__help,help)
                cmd="geminidb__backup__subcmd__help__subcmd__help"
                ;;
            geminidb__backup__subcmd__help,instances)
                cmd="geminidb__backup__subcmd__help__subcmd__instances"
                ;;
            geminidb__backup__subcmd__help,log)
                cmd="geminidb__backup__subcmd__help__subcmd__log"
                ;;
            geminidb__backup__subcmd__help,simulator)
                cmd="geminidb__backup__subcmd__help__subcmd__simulator"
                ;;
            geminidb__backup__subcmd__help,verify)
                cmd="geminidb__backup__subcmd__help__subcmd__verify"
                ;;
            geminidb__backup__subcmd__help,watch)
                cmd="geminidb__backup__subcmd__help__subcmd__watch"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        geminidb__backup)
            opts="-h -V --demo --demo-speed --demo-scale --demo-instances --region --endpoint --iam-endpoint --project-id --profile --config --token-file --ca-bundle --state-dir --log --no-journal --offline --read-only --instance --name --description --database --table --draft --plain --ascii --no-alt-screen --bell --help --version watch doctor simulator log backups instances verify help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --demo=)
                    COMPREPLY=($(compgen -W "smooth slow busy name-taken token-expires throttled lost-made lost-not-made lost-made-late silence error-then-made ids-missing one-id job-unknown late-job row-lags table-level-off listing-refused many-tables cjk failed meanwhile window" -- "${cur}"))
                    return 0
                    ;;
                --demo-speed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --demo-scale)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --demo-instances)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -W "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 sa-brazil-1 tr-west-1" -- "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --iam-endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --project-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instance)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --description)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --database)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --table)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --draft)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__backups)
            opts="-h --instance --since --kind --format --region --endpoint --iam-endpoint --project-id --profile --config --token-file --ca-bundle --state-dir --log --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --instance)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --kind)
                    COMPREPLY=($(compgen -W "manual automated" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table json jsonl csv" -- "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -W "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 sa-brazil-1 tr-west-1" -- "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --iam-endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --project-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__doctor)
            opts="-h --online --json --report --region --endpoint --iam-endpoint --project-id --profile --config --token-file --ca-bundle --state-dir --log --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --report)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -W "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 sa-brazil-1 tr-west-1" -- "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --iam-endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --project-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help)
            opts="watch doctor simulator log backups instances verify help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__backups)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__doctor)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__instances)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__log)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__simulator)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__verify)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__help__subcmd__watch)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__instances)
            opts="-h --format --region --endpoint --iam-endpoint --project-id --profile --config --token-file --ca-bundle --state-dir --log --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --format)
                    COMPREPLY=($(compgen -W "table json jsonl csv" -- "${cur}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -W "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 sa-brazil-1 tr-west-1" -- "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --iam-endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --project-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__log)
            opts="-h --instance --since --format --pin --state-dir --help $(_geminidb_backup_operations)"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --instance)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table text markdown line json jsonl csv" -- "${cur}"))
                    return 0
                    ;;
                --pin)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__simulator)
            opts="-h --listen --scenario --scale --instances --speed --seed --fault --world --record --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --scenario)
                    COMPREPLY=($(compgen -W "smooth slow busy name-taken token-expires throttled lost-made lost-not-made lost-made-late silence error-then-made ids-missing one-id job-unknown late-job row-lags table-level-off listing-refused many-tables cjk failed meanwhile window" -- "${cur}"))
                    return 0
                    ;;
                --scale)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --instances)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --speed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fault)
                    if [[ -z "${behind}" ]]; then
                        COMPREPLY=($(compgen -W "$(_geminidb_backup_faults | sed 's/=.*/=/' | sort -u)" -- "${cur}"))
                        compopt -o nospace 2>/dev/null
                    else
                        COMPREPLY=($(compgen -W "$(_geminidb_backup_faults)" -- "${behind}${cur}"))
                        COMPREPLY=("${COMPREPLY[@]#"${behind}"}")
                    fi
                    return 0
                    ;;
                --world)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__verify)
            opts="-h --latest --instance --newer-than --covers --kind --name --allow-unknown --wait --json --region --endpoint --iam-endpoint --project-id --profile --config --token-file --ca-bundle --state-dir --log --help $(_geminidb_backup_operations)"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --instance)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --newer-than)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --covers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --kind)
                    COMPREPLY=($(compgen -W "manual automated" -- "${cur}"))
                    return 0
                    ;;
                --name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --allow-unknown)
                    COMPREPLY=($(compgen -P "${cur%"${cur##*,}"}" -W "instance kind name newer-than covers existed" -- "${cur##*,}"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -W "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 sa-brazil-1 tr-west-1" -- "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --iam-endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --project-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        geminidb__backup__subcmd__watch)
            opts="-h --lines --once --json --region --endpoint --iam-endpoint --project-id --profile --config --token-file --ca-bundle --state-dir --log --plain --ascii --no-alt-screen --bell --help $(_geminidb_backup_operations)"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --region)
                    COMPREPLY=($(compgen -W "af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 sa-brazil-1 tr-west-1" -- "${cur}"))
                    return 0
                    ;;
                --endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --iam-endpoint)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --project-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ca-bundle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --log)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _geminidb__backup -o nosort -o bashdefault -o default geminidb-backup
else
    complete -F _geminidb__backup -o bashdefault -o default geminidb-backup
fi
