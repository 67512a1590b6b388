using ImageForge.Provider.Protocol;
using ImageForge.Provider.Shapes;

// For people and for `imageforge pulumi schema`; no engine calls it so.
if (args is ["--schema"])
{
    Console.Out.WriteLine(SchemaDocument.Write(ProviderVersion.Text));
    return 0;
}

return await ProviderHost.RunAsync(PluginArguments.Parse(args), Console.OpenStandardOutput());
