namespace ImageForge.EndToEnd.Tests.Mutations;

/// <summary>Tests of the checkout that are expected to notice mutations.</summary>
/// <param name="Project">The project they are in.</param>
/// <param name="Cases">Random cases to try, where they are random: few, because a minute has to be enough.</param>
/// <param name="Classes">Patterns of test classes; all if none is given.</param>
public sealed record TestSuite(string Project, int Cases, params string[] Classes)
{
    /// <summary>Pure decisions: unit tests, hand-written rollouts, random rollouts.</summary>
    public static readonly TestSuite Core = new("Core.Tests", 200);

    /// <summary>The engine on the simulated cloud, which judges every act by its own count.</summary>
    public static readonly TestSuite Seeds = new("Targets.Tests", 120, "*.Seeds.SeedTests");

    /// <summary>Kills at every append to the journal.</summary>
    public static readonly TestSuite Crashes = new("Targets.Tests", 1, "*.Crashes.CrashTests");

    /// <summary>Leases and journals, in memory and in SQLite.</summary>
    public static readonly TestSuite Leases = new("Engine.Tests", 1, "*.Leases.*", "*.Journal.*");

    public override string ToString() => $"{Project} {string.Join(' ', Classes)}".TrimEnd();
}
