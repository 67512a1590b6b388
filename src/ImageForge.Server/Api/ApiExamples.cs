namespace ImageForge.Server.Api;

/// <summary>Requests as a person would send them, by the name of the operation.</summary>
internal static class ApiExamples
{
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["previewRotation"] = """{ "to": "web@0123456789ab" }""",
        ["startRotation"] = """{ "to": "web@0123456789ab", "reason": "CHG-4711: kernel fix" }""",
        ["pauseRotation"] = """{ "reason": "error rate of checkout is up" }""",
        ["cancelRotation"] = """{ "reason": "wrong image" }""",
        ["rollBackRotation"] = """{ "reason": "checkout fails on the new image" }""",
        ["promoteImage"] = """{ "channel": "Stable", "reason": "two days on canary without a finding" }""",
        ["deprecateImage"] = """{ "reason": "the next one is stable" }""",
        ["revokeImage"] = """{ "as": "Vulnerable", "reason": "CVE-2026-0001 is exploited" }""",
        ["pinImage"] = """{ "holder": "audit 2026", "reason": "kept for the auditors" }""",
        ["unpinImage"] = """{ "holder": "audit 2026", "reason": "the audit is over" }""",
        ["removeImage"] = """
            { "holder": "urn:pulumi:dev::shop::…::web#1f2e3d4c", "reason": "its stack is destroyed" }
            """,
        ["submitFleetRemoval"] = """{ "reason": "its stack is destroyed" }""",
        ["submitBuild"] = """{ "image": "web" }""",
        ["submitHotfix"] = """{ "cve": "CVE-2026-0001", "reason": "exploited in the wild" }""",
    };
}
