using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;

// Arguments: launch or reimage, state directory, fleet, instance, token, image name, plan digest.
if (args is not [var verb, var root, var fleet, var instance, var token, var image, var digest])
{
    return 2;
}

var state = new StateDirectory(root);
var database = new ForgeDatabase(state);
var enrolments = new StoredEnrolments(database, TimeProvider.System);
using var target = new LocalFleetTarget(
    state, new ArtifactStore(state), enrolments, new StoredHeartbeats(database), TimeProvider.System);
var artifact = new ArtifactId(new ImageName(image), new Digest(digest));
switch (verb)
{
    case "launch":
        var launch = new RotationCommand.Launch(new InstanceId(instance), artifact, 0, 1, token, null, "a test");
        await target.LaunchAsync(new FleetName(fleet), launch, CancellationToken.None);
        return 0;
    case "reimage":
        var reimage = new RotationCommand.Reimage(new InstanceId(instance), artifact, 0, 1, token, "a test");
        await target.ReimageAsync(new FleetName(fleet), reimage, CancellationToken.None);
        return 0;
    default:
        return 2;
}
