using System.CommandLine;
using System.Runtime.InteropServices;
using ImageForge.Cli;
using ImageForge.Cli.Commands;

// The first signal asks the work to stop and clean up behind itself; the second one ends the process where it stands.
using var stop = new CancellationTokenSource();
void OnSignal(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);

var parsed = FrontDesk.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    return ErrorBlock.ShowUsage(parsed);
}

// Signals and exceptions are ours: the defaults kill clean-up after two seconds and print stack traces.
return await parsed.InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false },
    stop.Token);
