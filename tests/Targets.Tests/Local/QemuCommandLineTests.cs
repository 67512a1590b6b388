using System.Collections.Immutable;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class QemuCommandLineTests
{
    private static readonly MachineSpec Spec = new()
    {
        Folder = "/i/web-a",
        Name = "web-a",
        Uuid = new Guid("00000000-0000-0000-0000-00000000000a"),
        Kernel = "/a/vmlinuz",
        Disk = "/i/web-a/root,1.qcow2",
        Forwards = [new MachineForward(80), new MachineForward(22)],
        Credentials = [new MachineCredential("t", "secret", IsSecret: true), new MachineCredential("id", "a,b")],
        Channels = [new MachineChannel("gate", "/i/web-a/gate"), new MachineChannel("ask", "/i/web-a/ask", true)],
    };

    [Fact]
    public void The_recipe_is_kept_word_for_word()
    {
        var line = QemuCommandLine.Build(
            Spec, Acceleration.Tcg, new Dictionary<int, int> { [80] = 4001, [22] = 4002 },
            new Dictionary<string, string> { ["t"] = "/i/web-a/secret-t" });
        Assert.Equal(
            """
            -name web-a -uuid 00000000-0000-0000-0000-00000000000a
            -M pc,usb=off,vmport=off,hpet=off -cpu EPYC -accel tcg,tb-size=128 -m 384 -smp 1
            -nodefaults -no-user-config -display none -no-reboot
            -kernel /a/vmlinuz
            -append root=/dev/nvme0n1 rootfstype=ext4 rw console=ttyS0 quiet loglevel=3 net.ifnames=0
            systemd.show_status=0 no_timer_check panic=1
            -blockdev driver=qcow2,node-name=root,discard=unmap,file.driver=file,file.filename=/i/web-a/root,,1.qcow2
            -device nvme,drive=root,serial=root
            -netdev user,id=n,hostfwd=tcp:127.0.0.1:4001-:80,hostfwd=tcp:127.0.0.1:4002-:22
            -device virtio-net-pci,netdev=n,romfile=
            -serial file:/i/web-a/serial -qmp unix:/i/web-a/qmp,server=on,wait=off
            -smbios type=11,path=/i/web-a/secret-t
            -smbios type=11,value=io.systemd.credential:id=a,,b
            -device virtio-serial-pci
            -chardev file,id=c0,path=/i/web-a/gate -device virtserialport,chardev=c0,name=gate
            -chardev socket,id=c1,path=/i/web-a/ask,server=on,wait=off -device virtserialport,chardev=c1,name=ask
            -daemonize -pidfile /i/web-a/pid
            """.ReplaceLineEndings(" "),
            string.Join(' ', line));
    }

    [Fact]
    public void Every_network_can_be_cut_by_its_name()
    {
        var line = QemuCommandLine.Build(
            Spec, Acceleration.Tcg, new Dictionary<int, int> { [80] = 4001, [22] = 4002 },
            new Dictionary<string, string> { ["t"] = "/i/web-a/secret-t" });
        var networks = line.Zip(line.Skip(1)).Where(pair => pair.First == "-netdev").Select(pair => pair.Second);
        Assert.Equal(
            QemuCommandLine.Networks,
            networks.Select(network =>
                network.Split(',').Single(part => part.StartsWith("id=", StringComparison.Ordinal))[3..]));
    }

    [Fact]
    public void A_secret_never_reaches_the_command_line()
    {
        var line = QemuCommandLine.Build(
            Spec with { Forwards = [] }, Acceleration.Kvm, ImmutableDictionary<int, int>.Empty,
            new Dictionary<string, string> { ["t"] = "/i/web-a/secret-t" });
        Assert.DoesNotContain(line, argument => argument.Contains("secret", StringComparison.Ordinal)
            && !argument.EndsWith("secret-t", StringComparison.Ordinal));
        Assert.Contains("kvm", line);
        Assert.DoesNotContain("EPYC", line);
    }
}
