using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;

namespace ImageForge.Provider.Values;

/// <summary>
/// A value of a resource's property as Pulumi knows it. Whether it is a secret is a fact beside the value, at any
/// depth; null is never a value here: a key that holds it is left out.
/// </summary>
internal abstract record PropertyValue
{
    private PropertyValue() { }

    /// <summary>True if it must not be shown, logged or kept unsealed.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True if the value, or anything in it, is not known before something else is made.</summary>
    public virtual bool HasUnknown => false;

    /// <summary>True if it, or anything in it, is a secret.</summary>
    public virtual bool HasSecret => IsSecret;

    public static PropertyValue Of(string text) => new Text(text);

    public static PropertyValue Of(double number) => new Number(number);

    public static PropertyValue Of(bool flag) => new Flag(flag);

    public static PropertyValue Of(IEnumerable<PropertyValue> items) => new Items([.. items]);

    public static PropertyValue Of(IEnumerable<KeyValuePair<string, PropertyValue>> fields) =>
        new Fields(fields.ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>A computed value in a preview.</summary>
    public static PropertyValue NotYet { get; } = new Unknown(PropertyWire.UnknownText);

    internal sealed record Flag(bool Value) : PropertyValue;

    internal sealed record Number(double Value) : PropertyValue;

    internal sealed record Text(string Value) : PropertyValue;

    internal sealed record Items(ImmutableArray<PropertyValue> Value) : PropertyValue
    {
        public override bool HasUnknown => Value.Any(item => item.HasUnknown);
        public override bool HasSecret => IsSecret || Value.Any(item => item.HasSecret);
    }

    internal sealed record Fields(ImmutableSortedDictionary<string, PropertyValue> Value) : PropertyValue
    {
        public override bool HasUnknown => Value.Values.Any(inner => inner.HasUnknown);
        public override bool HasSecret => IsSecret || Value.Values.Any(inner => inner.HasSecret);
    }

    /// <param name="Sentinel">Which of the protocol's; it goes back as it came.</param>
    internal sealed record Unknown(string Sentinel) : PropertyValue
    {
        public override bool HasUnknown => true;
    }

    /// <summary>What no property of ours takes: assets, archives, references; told apart by their form.</summary>
    /// <param name="Signature">Which form.</param>
    /// <param name="Hash">Of the content, where it has one: what comes back elided is the same by it.</param>
    /// <param name="Content">As it came.</param>
    internal sealed record Opaque(string Signature, string Hash, Struct Content) : PropertyValue;
}
