namespace ImageForge.Targets.Simulated;

/// <summary>What can go wrong in a simulated cloud. Each has a rate: a probability, or a number an hour.</summary>
public enum FaultKind
{
    /// <summary>A launch is refused; nothing is made. Probability a call.</summary>
    LaunchRefused,

    /// <summary>A launched or reimaged instance never boots. Probability a launch.</summary>
    NeverBoots,

    /// <summary>It boots, but its application never answers well. Probability a launch.</summary>
    AppNeverUp,

    /// <summary>It boots, but its sensor never reports. Probability a launch.</summary>
    SensorNeverUp,

    /// <summary>An instance ends by itself. Number an instance and hour.</summary>
    Dies,

    /// <summary>An application fails and heals after minutes. Number an instance and hour.</summary>
    AppBreaks,

    /// <summary>A sensor fails and heals after minutes. Number an instance and hour.</summary>
    SensorBreaks,

    /// <summary>The act is done, its answer is lost. Probability a call.</summary>
    AnswerLost,

    /// <summary>There is no answer, and the act is done later, up to 90 s after it was sent. Probability a
    /// call.</summary>
    AnswerLate,

    /// <summary>The act is done, and once more within 5 s. Probability a call.</summary>
    DoneTwice,

    /// <summary>A look shows what was true up to 30 s ago, and says so. Probability a look.</summary>
    StaleLook,

    /// <summary>A look does not show launches younger than up to 15 s yet, and says nothing. Probability a
    /// look.</summary>
    LaunchUnseen,

    /// <summary>A look is refused. Probability a look.</summary>
    LookRefused,

    /// <summary>A zone has no room for launches for some minutes. Number a zone and hour.</summary>
    CapacityShortage,

    /// <summary>The wall clock jumps by up to ten minutes, and back later. Number an hour.</summary>
    ClockJump,

    /// <summary>Somebody else terminates, drains or undrains an instance. Number a fleet and hour.</summary>
    Interference,

    /// <summary>Autoscaling moves the wish to between half of it and one and a half. Number a fleet and
    /// hour.</summary>
    Autoscaling,

    /// <summary>The heartbeat receiver starts anew: every sensor is unknown for a while. Number a fleet and
    /// hour.</summary>
    ReceiverRestart,

    /// <summary>Half of the fleet's sensors fall silent together and come back after minutes. Number a fleet and
    /// hour.</summary>
    CorrelatedSilence,
}
