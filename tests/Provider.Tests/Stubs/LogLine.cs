using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Stubs;

/// <summary>What a provider told its engine.</summary>
/// <param name="Engine">Which engine: host:port.</param>
/// <param name="IsStatus">Shown while it runs, and not kept.</param>
internal sealed record LogLine(string Engine, int Severity, string Message, string Urn, bool IsStatus)
{
    public static LogLine Of(JsonObject said) => new(
        (string)said["engine"]!, (int)said["severity"]!, (string)said["message"]!, (string)said["urn"]!,
        (bool)said["ephemeral"]!);
}
