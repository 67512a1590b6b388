using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated;

/// <summary>Which faults occur, and how often.</summary>
public sealed record SimulationFaults
{
    private const double LaunchRate = 0.05;
    private const double CallRate = 0.02;
    private const double InstanceRate = 0.01;
    private const double FleetRate = 1;

    public static readonly SimulationFaults None = new();

    /// <summary>Probability, or number an hour, by kind; what is not there does not occur.</summary>
    public ImmutableSortedDictionary<FaultKind, double> Rates { get; init; } =
        ImmutableSortedDictionary<FaultKind, double>.Empty;

    /// <summary>
    /// Since the start of the simulation; later no fault begins, and those that last are over. What is dead stays dead.
    /// </summary>
    public TimeSpan Until { get; init; } = TimeSpan.MaxValue;

    public static IReadOnlyList<FaultKind> Kinds { get; } = Enum.GetValues<FaultKind>();

    /// <summary>True if the rate is a number an hour, of a fleet, zone or instance; false if it is a
    /// probability.</summary>
    public static bool IsHourly(FaultKind kind) => kind is FaultKind.Dies or FaultKind.AppBreaks
        or FaultKind.SensorBreaks or FaultKind.CapacityShortage or FaultKind.ClockJump or FaultKind.Interference
        or FaultKind.Autoscaling or FaultKind.ReceiverRestart or FaultKind.CorrelatedSilence;

    /// <summary>What a kind occurs at if no rate is said.</summary>
    public static double OrdinaryRate(FaultKind kind) => kind switch
    {
        FaultKind.LaunchRefused or FaultKind.NeverBoots or FaultKind.AppNeverUp or FaultKind.SensorNeverUp =>
            LaunchRate,
        FaultKind.Dies or FaultKind.AppBreaks or FaultKind.SensorBreaks => InstanceRate,
        _ when IsHourly(kind) => FleetRate,
        _ => CallRate,
    };

    /// <summary>The word for people: <c>answer-lost</c>.</summary>
    public static string NameOf(FaultKind kind)
    {
        var name = new StringBuilder();
        foreach (var letter in kind.ToString())
        {
            name.Append(char.IsUpper(letter) && name.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    /// <summary>Reads <c>kind[=rate],…</c>; <c>all</c> stands for every kind.</summary>
    /// <exception cref="ForgeException">A kind is not known or a rate is none (Usage).</exception>
    public static SimulationFaults Parse(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Aggregate(None, (faults, part) => faults.With(part));

    public double RateOf(FaultKind kind) => Rates.GetValueOrDefault(kind);

    /// <exception cref="ForgeException">The rate is negative, or no probability where it has to be one
    /// (Usage).</exception>
    public SimulationFaults With(FaultKind kind, double rate)
    {
        if (!double.IsFinite(rate) || rate < 0 || (rate > 1 && !IsHourly(kind)))
        {
            throw new ForgeException(
                ForgeError.Usage, $"{rate.ToString(CultureInfo.InvariantCulture)} is no rate of {NameOf(kind)}",
                IsHourly(kind) ? "it is a number an hour, 0 or more" : "it is a probability, 0 to 1");
        }

        return this with { Rates = Rates.SetItem(kind, rate) };
    }

    public SimulationFaults With(FaultKind kind) => With(kind, OrdinaryRate(kind));

    private SimulationFaults With(string part)
    {
        var fields = part.Split('=', 2, StringSplitOptions.TrimEntries);
        double? rate = fields.Length == 1 ? null : RateIn(part, fields[1]);
        var kinds = Kinds.Where(kind => fields[0] == "all" || NameOf(kind) == fields[0]).ToList();
        if (kinds.Count == 0)
        {
            throw new ForgeException(
                ForgeError.Usage, $"no fault is called '{fields[0]}'",
                $"faults are {string.Join(", ", Kinds.Select(NameOf))}, or all");
        }

        return kinds.Aggregate(this, (faults, kind) => faults.With(kind, rate ?? OrdinaryRate(kind)));
    }

    private static double RateIn(string part, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            ? rate
            : throw new ForgeException(
                ForgeError.Usage, $"'{text}' in '{part}' is not a number", "write it as answer-lost=0.02");
}
