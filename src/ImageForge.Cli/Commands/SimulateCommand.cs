using System.CommandLine;
using System.Net;
using ImageForge.Cli.Output;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Journal;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge simulate &lt;schedule&gt;</c>: a rotation tried out by the real engine on a model.</summary>
internal static class SimulateCommand
{
    private const int InstancesMax = 100_000;
    private const double QuickerMax = 1000;

    private static readonly Argument<string> Schedule = new("schedule")
    {
        Description = "A file under schedules/, without .yaml",
    };

    private static readonly Option<int?> Instances = new("--instances")
    {
        Description = "How many instances the fleet has and shall have [default: as the schedule says]",
        HelpName = "count",
    };

    private static readonly Option<double> Quicker = new("--quicker")
    {
        Description = "How many times as quick boots, starts and drains are, 1 to 1000",
        HelpName = "factor",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "Serve the cloud there instead, in real time, for commands with --target; --instances 0 leaves "
            + "the fleet to `fleet launch`",
        HelpName = "127.0.0.1:port",
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "Everything random follows from it: the same seed gives the same answer",
        HelpName = "number",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Faults = new("--faults")
    {
        Description = "What goes wrong, such as answer-lost=0.02,dies,clock-jump=2; a probability, or a number an "
            + $"hour. Or all. There are: {string.Join(", ", SimulationFaults.Kinds.Select(SimulationFaults.NameOf))}",
        HelpName = "kind[=rate],…",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string?> Against = new("--against")
    {
        Description = "A real fleet to begin with, as `imageforge fleet snapshot` printed it",
        HelpName = "snapshot.json",
    };

    private static readonly Option<string> Limits = new Option<string>("--limits")
    {
        Description = "Whose published limits of calls apply, of which another tenant takes 30 %",
        HelpName = "ec2|arm|none",
        DefaultValueFactory = _ => ApiLimits.None.Name,
    }.AcceptOnlyFromAmong([.. ApiLimits.All.Select(limits => limits.Name)]);

    private static readonly Option<string?> Page = new("--timeline")
    {
        Description = "Where the timeline goes, one HTML file [default: simulation-<schedule>.html]",
        HelpName = "file",
    };

    public static Command Create() =>
        new Command("simulate", "Try a rotation out: the real engine on a simulated cloud, in virtual time")
    {
        Schedule, Instances, Seed, Faults, Against, Limits, Quicker, Page, Listen,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Schedule);
        var policy = new DefinitionReader(session.Definitions).ReadSchedule(name);
        var listen = parsed.GetValue(Listen) is { } text ? ListenAt(text, parsed) : null;
        var scenario = await ScenarioAsync(parsed, policy, cancellationToken);
        if (listen is not null)
        {
            var order = CloudServing.Order(
                scenario, parsed.GetRequiredValue(Faults), parsed.GetValue(Quicker), parsed.GetValue(Instances),
                new DefinitionReader(session.Definitions));
            return await CloudServing.RunAsync(session, order, listen, cancellationToken);
        }

        var outcome = SimulatedRotation.Run(scenario, cancellationToken);
        var page = Path.GetFullPath(parsed.GetValue(Page) ?? $"simulation-{name}.html");
        await WritePageAsync(page, outcome, cancellationToken);
        SimulationView.Show(session.Screen, outcome, page);
        session.Screen.Answer(SimulateAnswer.Of(outcome, page), AnswerJson.Readable.SimulateAnswer);
        return outcome.IsGood ? 0 : (int)ForgeError.RotationHeld;
    }

    // Things that belong to virtual time are not there where time is real.
    private static IPEndPoint ListenAt(string text, ParseResult parsed)
    {
        var jump = SimulationFaults.NameOf(FaultKind.ClockJump);
        if (parsed.GetRequiredValue(Faults).Split(',').Any(fault => fault.Split('=')[0].Trim() == jump))
        {
            throw new ForgeException(
                ForgeError.Usage, $"--faults: {jump} needs virtual time, and with --listen time is real",
                $"leave out {jump}, or --listen");
        }

        return parsed.GetValue(Page) is null
            ? CloudAddress.ParseListen(text)
            : throw new ForgeException(
                ForgeError.Usage, "--timeline: a cloud that is served draws none", "leave it out, or --listen");
    }

    private static async Task<RotationScenario> ScenarioAsync(
        ParseResult parsed, RotationPolicy policy, CancellationToken cancellationToken)
    {
        var (quicker, least) = (parsed.GetValue(Quicker), parsed.GetValue(Listen) is null ? 1 : 0);
        if (quicker is not (>= 1 and <= QuickerMax))
        {
            throw new ForgeException(
                ForgeError.Usage, $"--quicker: {quicker} is none of 1 to {QuickerMax}",
                "10 boots in a tenth of the time");
        }

        var settings = new SimulationSettings
        {
            Seed = parsed.GetValue(Seed),
            Faults = SimulationFaults.Parse(parsed.GetRequiredValue(Faults)),
            Limits = ApiLimits.Named(parsed.GetRequiredValue(Limits)),
        }.Quicker(quicker);
        var (count, against) = (parsed.GetValue(Instances), parsed.GetValue(Against));
        if (count is not null && against is not null)
        {
            throw new ForgeException(
                ForgeError.Usage, "--instances and --against both say what fleet it is", "leave one of them out");
        }

        if (count < least || count > InstancesMax)
        {
            throw new ForgeException(
                ForgeError.Usage, $"--instances: {count} is none of {least} to {InstancesMax}",
                "name how many instances the fleet shall have");
        }

        if (against is null)
        {
            // A cloud that is served is told by its callers what the schedule wants.
            policy = least == 0 ? policy : policy with { Desired = count ?? policy.Desired };
            return new RotationScenario { Policy = policy, Settings = settings };
        }

        var snapshot = FleetSnapshotText.Read(await ReadAsync(against, cancellationToken), against);
        return new RotationScenario
        {
            Policy = policy,
            Settings = settings with { Zones = snapshot.Zones },
            Instances = snapshot.Instances,
            Start = snapshot.ObservedAt,
        };
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"--against: {exception.Message}",
                "make it with `imageforge fleet snapshot <fleet> > snapshot.json`", exception);
        }
    }

    private static async Task WritePageAsync(
        string file, SimulationOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(file, TimelinePage.Write(outcome), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"the timeline cannot be written: {exception.Message}",
                "name another file with --timeline", exception);
        }
    }
}
