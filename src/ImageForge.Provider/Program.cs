using ImageForge.Provider.Protocol;

return await ProviderHost.RunAsync(PluginArguments.Parse(args), Console.OpenStandardOutput());
