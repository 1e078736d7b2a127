{{/* What the library derives from a description, by the same rules. */}}

{{/* Lines of a configuration file; in: names and values. */}}
{{- define "pgcluster.lines" -}}
{{- $parameters := . -}}
{{- range $name := keys $parameters | sortAlpha -}}
{{ $name }} = '{{ get $parameters $name }}'{{ "\n" }}
{{- end -}}
{{- end -}}

{{/* The same, with values as postgresql.conf wants them. */}}
{{- define "pgcluster.serverLines" -}}
{{- $quoted := dict -}}
{{- range $name, $value := . -}}
{{- $_ := set $quoted $name ($value | replace "\\" "\\\\" | replace "'" "''" | replace "\n" "\\n" | replace "\t" "\\t") -}}
{{- end -}}
{{- include "pgcluster.lines" $quoted -}}
{{- end -}}

{{/* Tells texts apart; in: a list of them. */}}
{{- define "pgcluster.digest" -}}
{{- $all := "" -}}
{{- range . -}}{{- $all = print $all . "\x00" -}}{{- end -}}
{{- $all | sha256sum | trunc 16 -}}
{{- end -}}

{{/* Those parameters that only a start takes up; in: parameters, names, whether of pgpool. */}}
{{- define "pgcluster.atStart" -}}
{{- $part := dict -}}
{{- $names := .names -}}
{{- $pgpool := .pgpool -}}
{{- range $name, $value := .parameters -}}
{{- $bare := $name -}}
{{- if $pgpool -}}{{- $bare = regexReplaceAll "[0-9]+$" $name "" -}}{{- end -}}
{{- $listed := or (has $bare $names) (has $name $names) -}}
{{- if $pgpool -}}
{{- if and (hasPrefix "backend_" $name) (not (hasPrefix "backend_weight" $name)) -}}{{- $listed = true -}}{{- end -}}
{{- else if contains "." $name -}}{{- $listed = true -}}
{{- end -}}
{{- if $listed -}}{{- $_ := set $part $name $value -}}{{- end -}}
{{- end -}}
{{- toJson $part -}}
{{- end -}}

{{/* Connections and WAL senders, large enough for all standbys and routers. */}}
{{- define "pgcluster.capacity" -}}
{{- $server := .Values.postgres.parameters | default dict -}}
{{- $router := .Values.router | default dict -}}
{{- $own := $router.parameters | default dict -}}
{{- $standbys := int (.Values.standbys | default dict).count -}}
{{- $children := int (get $own "num_init_children" | default 32) -}}
{{- $pool := int (get $own "max_pool" | default 4) -}}
{{- $reserved := add (int (get $server "superuser_reserved_connections" | default 3)) (int (get $server "reserved_connections" | default 0)) -}}
{{- $connections := add (mul $children $pool (int $router.pods)) 10 $reserved -}}
{{- dict "max_connections" (max 100 $connections | toString) "max_wal_senders" (max 10 (add (mul 2 $standbys) 2) | toString) "max_replication_slots" (max 10 (add $standbys 2) | toString) | toJson -}}
{{- end -}}

{{/* Parameters of the servers. */}}
{{- define "pgcluster.server" -}}
{{- $all := .Files.Get "files/postgres.json" | fromJson -}}
{{- range $name, $value := include "pgcluster.capacity" . | fromJson -}}{{- $_ := set $all $name $value -}}{{- end -}}
{{- range $name, $value := .Values.postgres.parameters -}}{{- $_ := set $all $name (toString $value) -}}{{- end -}}
{{- toJson $all -}}
{{- end -}}

{{- define "pgcluster.postgresql.conf" -}}
{{- $all := include "pgcluster.server" . | fromJson -}}
{{- $digest := include "pgcluster.digest" (list (include "pgcluster.serverLines" $all) (.Files.Get "files/postgres/pg_hba.conf")) -}}
{{- include "pgcluster.serverLines" (set $all "pgcluster.configuration" $digest) -}}
{{- end -}}

{{- define "pgcluster.needs" -}}
{{- $all := include "pgcluster.server" . | fromJson -}}
{{- $needs := list -}}
{{- range $name := (.Files.Get "files/standby-needs.json" | fromJson).names -}}
{{- if hasKey $all $name -}}{{- $needs = append $needs (printf "%s=%s" $name (get $all $name)) -}}{{- end -}}
{{- end -}}
{{- join "," $needs -}}
{{- end -}}

{{- define "pgcluster.serverAtStart" -}}
{{- $names := (.Files.Get "files/postgres-at-start.json" | fromJson).names -}}
{{- include "pgcluster.serverLines" (include "pgcluster.atStart" (dict "parameters" (include "pgcluster.server" . | fromJson) "names" $names "pgpool" false) | fromJson) -}}
{{- end -}}

{{- define "pgcluster.start.primary" -}}
{{- include "pgcluster.digest" (list (include "pgcluster.serverAtStart" .)) -}}
{{- end -}}

{{- define "pgcluster.start.standbys" -}}
{{- include "pgcluster.start.primary" . -}}
{{- end -}}

{{- define "pgcluster.process.primary" -}}
{{- include "pgcluster.digest" (list (.Files.Get "files/postgres/common.sh") (.Files.Get "files/postgres/primary.sh") "") -}}
{{- end -}}

{{- define "pgcluster.process.standbys" -}}
{{- include "pgcluster.digest" (list (.Files.Get "files/postgres/common.sh") (.Files.Get "files/postgres/standby.sh") (.Files.Get "files/postgres/primary.conninfo")) -}}
{{- end -}}

{{/* Parameters of the routers: a backend for each standby. */}}
{{- define "pgcluster.router" -}}
{{- $all := .Files.Get "files/pgpool.json" | fromJson -}}
{{- $standby := .Files.Get "files/pgpool-standby.json" | fromJson -}}
{{- $name := .Chart.Name -}}
{{- range $i := until (int (.Values.standbys | default dict).count) -}}
{{- range $parameter, $value := $standby -}}
{{- $key := $parameter -}}
{{- if hasSuffix "1" $parameter -}}{{- $key = printf "%s%d" (trimSuffix "1" $parameter) (add1 $i) -}}{{- end -}}
{{- $_ := set $all $key (eq $value "standby" | ternary (printf "%s-replica-%d" $name $i) $value) -}}
{{- end -}}
{{- end -}}
{{- range $parameter, $value := .Values.router.parameters -}}{{- $_ := set $all $parameter (toString $value) -}}{{- end -}}
{{- toJson $all -}}
{{- end -}}

{{- define "pgcluster.pgpool.conf" -}}
{{- include "pgcluster.lines" (include "pgcluster.router" . | fromJson) -}}
{{- end -}}

{{- define "pgcluster.start.router" -}}
{{- $names := (.Files.Get "files/pgpool-at-start.json" | fromJson).names -}}
{{- $part := include "pgcluster.atStart" (dict "parameters" (include "pgcluster.router" . | fromJson) "names" $names "pgpool" true) | fromJson -}}
{{- $key := get (.Values.secrets.router | default dict) "pool-key" | b64dec -}}
{{- include "pgcluster.digest" (list (include "pgcluster.lines" $part) (.Files.Get "files/pgpool/pgpool.sh") $key) -}}
{{- end -}}
