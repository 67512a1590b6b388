using System.Reflection;

namespace ImageForge.Provider.Protocol;

/// <summary>The version of plugin and schema, which are one.</summary>
internal static class ProviderVersion
{
    /// <summary>Semantic, such as <c>0.1.0</c>; without what a build adds behind a +.</summary>
    public static string Text { get; } = typeof(ProviderVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
