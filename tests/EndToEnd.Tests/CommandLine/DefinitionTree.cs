using System.Text.RegularExpressions;
using ImageForge.EndToEnd.Tests.Support;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>A copy of the checkout's definitions that a test may change: the same files, so the same digests.</summary>
public sealed class DefinitionTree : IDisposable
{
    public DefinitionTree()
    {
        Root = Directory.CreateTempSubdirectory("if-definitions-").FullName;
        foreach (var folder in new[] { "images", "schedules" })
        {
            Copy(Path.Combine(SharedForge.Checkout, folder), Path.Combine(Root, folder));
        }
    }

    public string Root { get; }

    /// <summary>Writes a file, making its folders.</summary>
    public DefinitionTree Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public DefinitionTree Replace(string path, string what, string with)
    {
        var text = File.ReadAllText(Path.Combine(Root, path));
        Assert.Contains(what, text, StringComparison.Ordinal);
        return Write(path, text.Replace(what, with, StringComparison.Ordinal));
    }

    /// <summary>
    /// Every control keeps its check, changes nothing and brings no package: the tree is as Debian's packages made it.
    /// </summary>
    public DefinitionTree WithoutApplyingControls()
    {
        foreach (var control in Directory.EnumerateFiles(Path.Combine(Root, "images/controls"), "*.yaml"))
        {
            var text = File.ReadAllText(control);
            var (apply, check) = (
                text.IndexOf("\napply:", StringComparison.Ordinal), text.IndexOf("\ncheck:", StringComparison.Ordinal));
            Assert.True(apply > 0 && check > apply, $"{control}: apply comes before check");
            var head = Regex.Replace(
                text[..apply], @"\npackages: \[.*\]", "", RegexOptions.None, TimeSpan.FromSeconds(1));
            File.WriteAllText(control, $"{head}\napply: |\n  true{text[check..]}");
        }

        return this;
    }

    /// <summary>No image is attacked: what is not about the sensor need not wait for it.</summary>
    public DefinitionTree WithoutDetection()
    {
        foreach (var profile in Directory.EnumerateFiles(Path.Combine(Root, "images/profiles"), "*.yaml"))
        {
            // The last section of a file, and its comment.
            var text = File.ReadAllText(profile);
            File.WriteAllText(profile, Regex.Replace(
                text, @"(#.*\n)?detection:\n( .*\n)*", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        }

        return this;
    }

    /// <summary>
    /// Makes <c>web</c> an image that can be broken from outside once it runs: whoever asks an instance for
    /// <c>/trap/auditd</c> kills its sensor for good, and <c>/trap/application</c> takes its health probe away. Others
    /// try to silence the sensor, once each.
    /// </summary>
    public DefinitionTree WithTrap()
    {
        Directory.Move(Path.Combine(Root, "images/web"), Path.Combine(Root, "images/web-plain"));
        return Replace("images/web-plain/image.yaml", "name: web\n", "name: web-plain\n")
            .Write("images/web/image.yaml", """
                name: web
                extends: web-plain
                files:
                  - { path: /usr/local/sbin/trap, source: files/trap, mode: "0755" }
                  - { path: /etc/systemd/system/trap.service, source: files/trap.service }
                services: { enable: [trap.service] }

                """)
            .Write("images/web/files/trap", """
                #!/bin/sh
                # Repeated: the sensor's unit starts it again a few times before it gives up.
                log=/var/log/nginx/access.log
                once() { [ ! -e "/run/trap-$1" ] && grep -q "GET /trap/$1" $log && touch "/run/trap-$1"; }
                while sleep 1; do
                  if grep -q 'GET /trap/auditd' $log; then kill -9 $(pidof auditd); fi
                  if grep -q 'GET /trap/application' $log; then rm -f /srv/www/healthz; fi
                  if once asked; then systemctl stop auditd; auditctl -D; auditctl -e 0; fi
                  if once journald; then systemctl restart systemd-journald; fi
                  if once paused; then kill -STOP $(pidof auditd); fi
                  if once frozen; then echo 1 >/sys/fs/cgroup/system.slice/auditd.service/cgroup.freeze; fi
                  if once folder; then rm -r /etc/pam.d; fi
                  if once log; then rm /var/log/audit/audit.log; fi
                done

                """)
            .Write("images/web/files/trap.service", """
                [Service]
                ExecStart=/usr/local/sbin/trap
                [Install]
                WantedBy=multi-user.target

                """);
    }

    /// <summary>
    /// One more trap: whoever asks an instance for <c>/trap/attack</c> has a scenario run in it, as root without a
    /// login.
    /// </summary>
    /// <param name="script">What the scenario does.</param>
    public DefinitionTree WithAttack(string script) =>
        Replace("images/web/image.yaml", "files:\n", """
            files:
              - { path: /usr/local/sbin/attack, source: files/attack, mode: "0755" }

            """)
            .Write("images/web/files/attack", $"#!/bin/sh\n{script}")
            .Replace(
                "images/web/files/trap", "  if once journald;",
                "  if once attack; then attack; fi\n  if once journald;");

    /// <summary>
    /// A schedule of three, floor three: as <c>web</c>'s, under another name and with another patience.
    /// </summary>
    public DefinitionTree WithSchedule(
        string fleet, string launchTimeout, string instanceWarmup = "10s", string listen = "127.0.0.1:0",
        string strategy = "replace") =>
        Write($"schedules/{fleet}.yaml", $"""
            fleet: {fleet}
            image: web
            desired: 3
            minHealthyPercentage: 100
            maxHealthyPercentage: 133
            maxBatchPercentage: 34
            instanceWarmup: {instanceWarmup}
            drainTimeout: 15s
            launchTimeout: {launchTimeout}
            checkpoints: []
            bakeTime: 10s
            windows: always
            strategy: {strategy}
            listen: {listen}

            """);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
