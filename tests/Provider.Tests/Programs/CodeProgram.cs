using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>A program in a few lines of the test itself.</summary>
internal sealed class CodeProgram(Func<Deployment, Task> run) : IProgram
{
    public bool NeedsSchema => false;

    public Task RunAsync(Deployment deployment) => run(deployment);

    public static Registration Image(string name) =>
        new(ProviderBench.ImageType, name, new JsonObject { ["definition"] = name });

    public static Registration Fleet(string name, JsonNode? image = null)
    {
        var inputs = new JsonObject { ["schedule"] = name };
        if (image is not null)
        {
            inputs["image"] = image.DeepClone();
        }

        return new Registration(ProviderBench.FleetType, name, inputs);
    }
}
