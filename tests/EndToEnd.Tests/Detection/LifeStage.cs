namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>Something that goes on in every server without anybody attacking it.</summary>
/// <param name="Script">
/// Bash, as root. What it starts by <c>life</c> has no login, as timers and services have none; by <c>person</c>, it
/// runs in a session of somebody who logged in over ssh.
/// </param>
/// <param name="Most">After this it has failed.</param>
internal sealed record LifeStage(string Name, string Script, TimeSpan Most)
{
    private const string Preamble = """
        set -eu
        life() (echo 4294967295 >/proc/self/loginuid; exec "$@")
        options='-i /run/life/key -o BatchMode=yes -o UserKnownHostsFile=/run/life/known -o StrictHostKeyChecking=no'
        person() { life ssh $options -o LogLevel=ERROR admin@127.0.0.1 "$@"; }

        """;

    /// <summary>The whole of it, ready to run.</summary>
    public string Text => Preamble + Script + "\n";

    /// <summary>
    /// In this order: the stages of <c>detection.md</c> 5, with jobs of cron each minute or two. Those that wait are
    /// long enough for a quarter of an hour however fast the machine does the others.
    /// </summary>
    public static IReadOnlyList<LifeStage> All { get; } =
    [
        Minutes("idle", 6, "sleep 300"),
        Minutes("requests", 4, """
            life bash -c 'for i in {1..120}; do
              exec 3<>/dev/tcp/127.0.0.1/80
              printf "GET /healthz HTTP/1.0\r\n\r\n" >&3
              cat <&3 | grep -q "200 OK" || exit 1
              exec 3>&-
              sleep 0.3
            done'
            """),
        Minutes("logrotate", 2, "life logrotate -f /etc/logrotate.conf"),
        Minutes("packages", 6, "life env DEBIAN_FRONTEND=noninteractive dpkg -i /srv/debs/*.deb"),
        Minutes("login", 4, """
            person 'uptime; df -h /; ls -l /srv/www; tail -n 3 /var/log/nginx/access.log || true'
            person 'sudo systemctl status nginx.service --no-pager; sudo journalctl -n 5 --no-pager'
            person 'sudo systemctl restart nginx.service; sudo tail -n 3 /var/log/nginx/access.log'
            """),
        Minutes("copy", 2, """
            printf hello >/run/life/page
            life scp $options /run/life/page admin@127.0.0.1:page
            person 'sudo install -m 0644 page /srv/www/page.html'
            life scp $options admin@127.0.0.1:page /run/life/back
            cmp /run/life/page /run/life/back
            """),
        Minutes("services", 4, """
            life systemctl restart nginx.service ssh.service cron.service
            life systemctl start systemd-tmpfiles-clean.service logrotate.service dpkg-db-backup.service
            person 'sudo systemctl reload nginx.service'
            """),
        Minutes("updates", 3, "life apt-get -s upgrade; life apt-get -s dist-upgrade"),
        Minutes("steady", 11, """
            life bash -c 'for i in {1..90}; do
              exec 3<>/dev/tcp/127.0.0.1/80
              printf "GET / HTTP/1.0\r\n\r\n" >&3
              cat <&3 >/dev/null
              exec 3>&-
              sleep 5
            done'
            """),
    ];

    /// <summary>
    /// Makes the rest possible: somebody who may log in, jobs of cron. Under the runner's login id, so it is not
    /// counted.
    /// </summary>
    public static LifeStage Setup { get; } = Minutes("setup", 3, """
        mkdir -p /run/life
        ssh-keygen -q -t ed25519 -N '' -f /run/life/key
        useradd --create-home --shell /bin/bash admin
        usermod --append --groups ssh-login,adm admin
        install -d -m 0700 -o admin -g admin /home/admin/.ssh
        install -m 0600 -o admin -g admin /run/life/key.pub /home/admin/.ssh/authorized_keys
        printf 'admin ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/admin
        chmod 0440 /etc/sudoers.d/admin
        printf '* * * * * root test -e /etc/nologin || date >/run/life-of-root\n' >/etc/cron.d/life
        printf '*/2 * * * * www-data find /srv/www -name "*.tmp" -mtime +1\n' >>/etc/cron.d/life
        systemctl start ssh.service
        """);

    private static LifeStage Minutes(string name, int most, string script) =>
        new(name, script, TimeSpan.FromMinutes(most));
}
