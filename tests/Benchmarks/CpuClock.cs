namespace ImageForge.Benchmarks;

/// <summary>CPU seconds, user and system, of this process and of every child it has waited for.</summary>
public sealed class CpuClock
{
    // What the kernel counts in on every Linux we run on; sysconf would say the same.
    private const double TicksASecond = 100;
    private readonly double _began = Now();

    public double Seconds => Now() - _began;

    private static double Now()
    {
        // After the last ')': a process name may hold spaces and brackets. Then state is field 3 of the manual's count.
        var text = File.ReadAllText("/proc/self/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Field(14) + Field(15) + Field(16) + Field(17)) / TicksASecond;

        double Field(int number) => double.Parse(fields[number - 3]);
    }
}
