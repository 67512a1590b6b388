namespace ImageForge.Core.Tests.Detection;

/// <summary>What sensors send, true to their formats.</summary>
internal static class SensorSamples
{
    /// <summary>Falco 0.4x, <c>json_output: true</c>, as its HTTP output posts it.</summary>
    public const string Falco = """
        {"hostname":"web-k3f9x2","output":"21:14:03.412345678: Warning Sensitive file opened for reading by non-trusted program (file=/etc/shadow gparent=systemd ggparent=<NA> gggparent=<NA> evt_type=openat user=root user_uid=0 user_loginuid=1000 process=cat proc_exepath=/usr/bin/cat parent=bash command=cat /etc/shadow terminal=34816 container_id=host container_name=host)","output_fields":{"container.id":"host","container.name":"host","evt.time":1790000043412345678,"evt.type":"openat","fd.name":"/etc/shadow","proc.cmdline":"cat /etc/shadow","proc.exepath":"/usr/bin/cat","proc.name":"cat","proc.pname":"bash","proc.tty":34816,"user.loginuid":1000,"user.name":"root","user.uid":0},"priority":"Warning","rule":"Read sensitive file untrusted","source":"syscall","tags":["T1555","container","filesystem","host","maturity_stable","mitre_credential_access"],"time":"2026-09-21T14:14:03.412345678Z"}
        """;

    public const string FalcoCritical = """
        {"hostname":"web-k3f9x2","output":"21:15:10.000000001: Critical Executing binary not part of base image (proc_exe=/tmp/x)","priority":"Critical","rule":"Drop and execute new binary in container","source":"syscall","tags":["TA0003","container","maturity_stable","mitre_persistence","T1059.004"],"time":"2026-09-21T14:15:10.000000001Z","output_fields":{}}
        """;

    /// <summary>osquery 5, filesystem logger, one differential row.</summary>
    public const string OsqueryAdded = """
        {"name":"pack_alert_T1053.003_cron","hostIdentifier":"web-k3f9x2","calendarTime":"Mon Sep 21 14:14:03 2026 UTC","unixTime":1790000043,"epoch":0,"counter":3,"numerics":false,"decorations":{"host_uuid":"4C4C4544-0047-4A10-8034-B7C04F4B4E32"},"columns":{"command":"/tmp/x","event":"","path":"/etc/cron.d/x"},"action":"added"}
        """;

    public const string OsqueryRemoved = """
        {"name":"pack_alert_T1053.003_cron","hostIdentifier":"web-k3f9x2","calendarTime":"Mon Sep 21 14:14:03 2026 UTC","unixTime":"1790000043","epoch":0,"counter":4,"numerics":false,"columns":{"path":"/etc/cron.d/x"},"action":"removed"}
        """;

    public const string OsqueryBatch = """
        {"diffResults":{"removed":[{"path":"/etc/cron.d/old"}],"added":[{"path":"/etc/cron.d/a"},{"path":"/etc/cron.d/b"},{"path":"/etc/cron.d/c"},{"path":"/etc/cron.d/d"}]},"name":"pack_incident-response_crontab","hostIdentifier":"web-k3f9x2","calendarTime":"Mon Sep 21 14:14:03 2026 UTC","unixTime":1790000043,"epoch":0,"counter":1,"numerics":false}
        """;

    public const string OsquerySnapshot = """
        {"snapshot":[{"name":"ncat","pid":"812","port":"4444"}],"action":"snapshot","name":"listening_t1571","hostIdentifier":"web-k3f9x2","calendarTime":"Mon Sep 21 14:14:03 2026 UTC","unixTime":1790000043,"epoch":0,"counter":0,"numerics":false}
        """;

    /// <summary>osquery's TLS logger puts results into an envelope.</summary>
    public static string OsqueryEnvelope =>
        $$"""{"node_key":"k","log_type":"result","data":[{{OsqueryAdded}},{{OsquerySnapshot}}]}""";

    public const string Plain = """
        {"instance":"web-k3f9x2","sensor":"wazuh","rule":"rootkit","severity":"alert","techniques":["T1014"],"at":"2026-09-21T14:14:03Z","summary":"hidden process 812"}
        """;

    /// <summary>What the beacon sends of one event of ours.</summary>
    public static string Beacon(string tier = "alert", string id = "shadow-write")
    {
        var trail = new AuditText().Call(1000, AuditText.Rule(tier, id, "T1098", "T1136.001")).ToString();
        var record = trail.Split('\n').Single(line => line.StartsWith("type=SYSCALL", StringComparison.Ordinal));
        return $$"""{"instance":"web-k3f9x2","audit":[{{System.Text.Json.JsonSerializer.Serialize(record)}}]}""";
    }

    public static IReadOnlyList<string> All =>
    [
        Falco, FalcoCritical, OsqueryAdded, OsqueryRemoved, OsqueryBatch, OsquerySnapshot, OsqueryEnvelope, Plain,
        Beacon(), $"[{Falco},{Plain}]", $"{Falco}\n{OsqueryAdded}\n",
    ];
}
