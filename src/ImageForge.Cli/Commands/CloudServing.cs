using System.Net;
using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Targets.Simulated.Runs;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge simulate &lt;schedule&gt; --listen …</c>: a simulated cloud that several processes share, until it is
/// interrupted.
/// </summary>
internal static class CloudServing
{
    // What broke a limit is shown and is no failure of the server: a person who destroys a fleet breaks its floor too.
    public static async Task<int> RunAsync(
        Session session, CloudOrder order, IPEndPoint listen, CancellationToken cancellationToken)
    {
        await using var server = await CloudProcess.StartAsync(order, listen, cancellationToken);
        CloudReportView.ShowStart(session.Screen, server.Address, order);
        var report = await server.WaitAsync(cancellationToken) ?? throw new ForgeException(
            ForgeError.External, "the server of the simulated cloud was killed, and the cloud is lost with it",
            "start another one; a rotation in it begins anew");
        CloudReportView.Show(session.Screen, report);
        session.Screen.Answer(CloudReportAnswer.Of(report), AnswerJson.Readable.CloudReportAnswer);
        return 0;
    }

    /// <summary>Every image that is defined has releases in the cloud, so that any schedule runs there.</summary>
    public static CloudOrder Order(
        RotationScenario scenario, string faults, double quicker, int? instances, DefinitionReader definitions) => new()
    {
        Seed = scenario.Settings.Seed,
        Faults = faults,
        Limits = scenario.Settings.Limits.Name,
        Quicker = quicker,
        Zones = scenario.Settings.Zones,
        Images = [.. definitions.ValidateAll().Images.Select(image => new ImageName(image))],
        Fleet = FleetTerms.Of(scenario.Policy),
        Instances = instances ?? scenario.Policy.Desired,
        Views = scenario.Instances,
    };
}
