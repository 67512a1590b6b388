using ImageForge.Targets.Tests.Service;

namespace ImageForge.Provider.Tests;

/// <summary>A definition of an image; another port is another version.</summary>
internal static class BenchImage
{
    public static void Write(ServiceTree tree, string name, int port) => tree.Write($"images/{name}/image.yaml", $$"""
        name: {{name}}
        base: { distribution: debian, suite: bookworm, architecture: amd64 }
        ports: [{ number: {{port}} }]
        health: { port: {{port}}, path: /healthz }

        """);
}
