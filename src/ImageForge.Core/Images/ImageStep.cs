using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>One of an image's own steps: what its author does to the tree beyond packages and files.</summary>
public abstract record ImageStep
{
    private ImageStep(string verb) => Verb = verb;

    /// <summary>How long a step may take that names no limit.</summary>
    public static readonly TimeSpan TimeLimitDefault = TimeSpan.FromMinutes(5);

    /// <summary>The longest limit that a step may name.</summary>
    public static readonly TimeSpan TimeLimitMax = TimeSpan.FromMinutes(60);

    /// <summary>The key it is written under.</summary>
    public string Verb { get; }

    /// <summary>Its file as people write it, the image first: <c>shop/steps/setup.sh</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it may use the network; its author answers for what comes from there.</summary>
    public bool HasNetwork { get; init; }

    /// <summary>After this time it is ended, and the build with it.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeLimitDefault;

    /// <summary>What people call it: <c>run shop/steps/setup.sh</c>.</summary>
    public string Name => $"{Verb} {Source}";

    /// <summary>A script, run as root in the tree: by its first line where that is <c>#!</c>, else by sh -eu.</summary>
    public sealed record Script() : ImageStep("run")
    {
        public required Digest Content { get; init; }

        /// <summary>Where it lies on this host; not part of any digest.</summary>
        public required string SourcePath { get; init; }

        /// <summary>All it gets beside PATH, LC_ALL and SOURCE_DATE_EPOCH.</summary>
        public ImmutableSortedDictionary<string, string> Environment { get; init; } =
            ImmutableSortedDictionary<string, string>.Empty;
    }

    /// <summary>An Ansible playbook, run from a tree of tools beside the image's.</summary>
    public sealed record Playbook() : ImageStep("ansible")
    {
        /// <summary>Name of the playbook in its folder.</summary>
        public required string File { get; init; }

        /// <summary>Everything in the folder that it lies in: roles, templates, variables; sorted by path.</summary>
        public required ImmutableArray<StepInput> Folder { get; init; }
    }
}
