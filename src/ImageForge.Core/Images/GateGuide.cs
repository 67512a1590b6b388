using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>What a gate is, for whoever it refuses.</summary>
/// <param name="Gate">Its name.</param>
/// <param name="What">What it looks at, and how.</param>
/// <param name="Why">What goes wrong where nobody looks.</param>
/// <param name="Fix">Where to begin when it refuses.</param>
/// <param name="CanBeWaived">Whether a waiver can accept what it finds.</param>
public sealed record GateGuide(string Gate, string What, string Why, string Fix, bool CanBeWaived)
{
    /// <summary>One for each gate there is, in the order in which they are judged.</summary>
    public static readonly ImmutableArray<GateGuide> All =
    [
        new GateGuide(
            "hardening",
            "Boots the image and runs the check of every control of its profile as root in it: what the running "
                + "system does, not what a file says.",
            "A setting that a later package, service or boot undoes is hardening on paper only.",
            "`imageforge explain <control>` for each that is named. If your software needs what a control forbids, "
                + "choose another profile, or accept the risk for a time with a waiver.",
            CanBeWaived: true),
        new GateGuide(
            "ports",
            "Reads in the booted image which ports listen beyond loopback, and compares them with `ports:` of the "
                + "image and of all that it extends.",
            "What listens without being declared is reachable the day somebody opens the packet filter; what is "
                + "declared and does not listen is a service that did not start.",
            "Declare the port, or find who opens it: `ss -lntup` in the booted image, then disable or mask its unit.",
            CanBeWaived: false),
        new GateGuide(
            "sensors",
            "Waits for the beat of the booted image at a receiver and asks that every sensor of the image reports "
                + "itself healthy by its own probe.",
            "An instance whose sensor never reported is a gap that nobody sees until it is needed.",
            "Run the sensor's probe in the booted image: its first line says what it misses.",
            CanBeWaived: false),
        new GateGuide(
            "application",
            "Sends the image's `health:` request from outside, as a load balancer would.",
            "An image that boots and does not serve fails in the rotation, where it costs time and patience.",
            "Look at the unit's log in the serial console; the probe must ask for something that is gone if the "
                + "application is.",
            CanBeWaived: false),
        new GateGuide(
            "clones",
            "Boots two instances of the image and compares all that tells instances apart: the machine id, the host "
                + "keys, and what each sensor names under `identities:`. Each must be there in both, and differ.",
            "What two instances share is no identity: whoever has one key speaks for all, and a sensor's server takes "
                + "a fleet for a single machine.",
            "Find what writes it into the image and let the first boot make it, as the machine id is made.",
            CanBeWaived: false),
        new GateGuide(
            "detection",
            "Attacks a throw-away machine of the image, without a network, with the scenarios of images/scenarios, one "
                + "after another, each from the same moment. Its records leave the machine at once. Detected means "
                + "that a rule keyed to the attack's technique fired under the attack's own login id in time; blocked, "
                + "that a probe saw no effect and who refused it has a name. The profile says which must raise an "
                + "alert or be blocked; all others are reported.",
            "A sensor that runs and records nothing of an attack looks healthy on every other page.",
            "`imageforge explain <scenario>` shows the attack. Look which rule of the sensor should have fired: rules "
                + "before it may have taken the event, a key may name another technique, or the path is another one "
                + "in this image.",
            CanBeWaived: true),
        new GateGuide(
            "vulnerabilities",
            "Looks every installed package up, by source package and source version, in the feeds of images/feeds "
                + "that `imageforge feed update` fetched. The profile says from which severity on a finding refuses, "
                + "and whether one without a fixed version does; all others are reported. One that nobody has rated "
                + "counts as high.",
            "What is public is tried on every address of the net within days; and a feed of last month says nothing "
                + "about it, so one that is too old refuses too.",
            "`imageforge feed update`, then build again: a fixed version comes with the suite's packages. Where none "
                + "helps, take the package out, or accept the CVE for a time with a waiver.",
            CanBeWaived: true),
        new GateGuide(
            "freshness",
            "Compares every installed package with the newest version that the package index of the definition's "
                + "suite and pockets offers. An index older than 24 h proves nothing: the gate is then not run, or "
                + "refuses where the profile requires it.",
            "An image that is behind on the day it is made is as old as the packages in it, whatever its date says.",
            "Build without --offline, so that the index is fetched. What is held back on purpose needs a profile that "
                + "reports freshness instead of requiring it.",
            CanBeWaived: false),
        new GateGuide(
            "secrets",
            "Searches every allocated block of the finished disk, in files or not, for each kind of secret that "
                + "ImageForge knows: keys, tokens, logins, password hashes. What a package of the archive ships "
                + "unchanged is counted and not refused. Nothing is unpacked: what is compressed is not seen.",
            "Whoever gets one copy of the image, or one instance of it, has every secret in it; a file that was "
                + "deleted leaves its blocks.",
            "Treat it as leaked: revoke it. Then take it out where it is made, and let the instance fetch it at "
                + "launch. `imageforge explain <kind>` says what each kind is.",
            CanBeWaived: false),
        new GateGuide(
            "residue",
            "Searches the finished disk for host keys, machine ids, logs, histories, caches and a secret that the "
                + "build planted on purpose, without booting it.",
            "What is in an image is in every instance made of it: a key that all share is no identity, and a secret "
                + "is everybody's who has one copy.",
            "Find who writes it (the finding names the path) and remove it where it is made; what belongs to an "
                + "instance comes at launch.",
            CanBeWaived: false),
    ];
}
