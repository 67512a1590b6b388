using System.Reflection;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Tests;

/// <summary>
/// The analyzer's list of banned symbols misses a type that appears in a signature only. This does not.
/// </summary>
public sealed class QuietRoomTests
{
    private static readonly Assembly Core = typeof(InstanceId).Assembly;

    private static readonly string[] Banned =
    [
        "System.IO.", "System.Net.", "System.Threading.", "System.Random", "System.TimeProvider", "System.Console",
        "System.Diagnostics.Process",
    ];

    [Fact]
    public void No_signature_mentions_waiting_streams_or_the_world_outside() => Assert.Empty(
        from type in Core.GetTypes()
        where !IsCompilerMade(type)
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly)
        from mentioned in Mentioned(member).SelectMany(WithArguments)
        where Banned.Any(banned => $"{mentioned.FullName}.".StartsWith(banned, StringComparison.Ordinal))
        select $"{type.FullName}.{member.Name} mentions {mentioned.FullName}");

    [Fact]
    public void Core_refers_to_nothing_but_the_runtime() => Assert.All(
        Core.GetReferencedAssemblies(),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Fact]
    public void Nothing_here_can_be_changed_from_outside() => Assert.Empty(
        from type in Core.GetExportedTypes()
        from property in type.GetProperties()
        where property.SetMethod is { IsPublic: true } setter
            && !setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit")
        select $"{type.FullName}.{property.Name}");

    private static bool IsCompilerMade(Type type) =>
        type.FullName!.Contains('<', StringComparison.Ordinal)
            || type.FullName.StartsWith("System.", StringComparison.Ordinal);

    private static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        MethodInfo method =>
            method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
        ConstructorInfo made => made.GetParameters().Select(parameter => parameter.ParameterType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    private static IEnumerable<Type> WithArguments(Type type) =>
        type.GetGenericArguments().SelectMany(WithArguments).Append(type.GetElementType() ?? type);
}
