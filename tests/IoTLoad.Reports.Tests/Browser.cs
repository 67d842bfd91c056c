using Deque.AxeCore.Commons;
using IoTLoad.Peers;
using PuppeteerSharp;
using Browser = IoTLoad.Reports.Tests.Browser;

[assembly: AssemblyFixture(typeof(Browser))]

namespace IoTLoad.Reports.Tests;

/// <summary>Chromium without a window, once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly PrivateFolder _profile = new();
    private readonly Lazy<Task<IBrowser>> _browser;

    public Browser() => _browser = new(() => Puppeteer.LaunchAsync(new LaunchOptions
    {
        ExecutablePath = Peer.Require("chromium"),
        UserDataDir = _profile.FullPath,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens a page and waits until it is ready, which a report is when its charts are drawn; skips the test when Chromium is not installed.</summary>
    public async Task<OpenPage> OpenAsync(
        string address, int width = 1100, bool dark = false, string ready = "document.documentElement.dataset.drawn")
    {
        var page = await (await _browser.Value).NewPageAsync();
        var open = new OpenPage(page);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 800, IsMobile = width < 500, HasTouch = width < 500 });
        await page.EmulateMediaFeaturesAsync(
            [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await page.GoToAsync(address);
        await page.WaitForFunctionAsync($"() => {ready}");
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && _browser.Value.IsCompletedSuccessfully)
        {
            await (await _browser.Value).DisposeAsync();
        }

        _profile.Dispose();
    }
}

/// <summary>An open page, and all that its console and network had to say.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, said) => Complaints.Add($"{said.Message.Type}: {said.Message.Text}");
        page.PageError += (_, error) => Complaints.Add(error.Message);
        page.Request += (_, sent) => Requests.Add(sent.Request.Url);
    }

    public IPage Page { get; }

    /// <summary>What axe-core finds that keeps people out.</summary>
    public async Task<string[]> ViolationsAsync()
    {
        // A report's content security policy rightly keeps a script out that is none of its own; the debugger may.
        await AskAsync<object>(new BundledAxeScriptProvider().GetScript() + "; null");
        return await AskAsync<string[]>("""
            axe.run().then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 200)} ${n.failureSummary}`)))
            """);
    }

    /// <summary>Console lines and uncaught errors.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Everything that was asked for, the page itself first.</summary>
    public List<string> Requests { get; } = [];

    public Task<T> AskAsync<T>(string script) => Page.EvaluateExpressionAsync<T>(script);

    /// <summary>How many canvases have pixels of some colour besides those that axes and grids are drawn in.</summary>
    public Task<int[]> ColouredPixelsAsync() => AskAsync<int[]>("""
        [...document.querySelectorAll(".uplot canvas")].map(c => {
          const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
          let n = 0;
          for (let i = 0; i < d.length; i += 4)
            if (d[i + 3] > 0 && Math.max(d[i], d[i + 1], d[i + 2]) - Math.min(d[i], d[i + 1], d[i + 2]) > 60) n++;
          return n;
        })
        """);

    /// <summary>Keeps a picture of the whole page for a person to look at, if IOTLOAD_SCREENSHOTS names a folder.</summary>
    public async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("IOTLOAD_SCREENSHOTS") is { Length: > 0 } folder)
        {
            const int Part = 1600;
            var (width, height) = (await AskAsync<int>("innerWidth"), await AskAsync<int>("document.documentElement.scrollHeight"));
            for (var top = 0; top < height; top += Part)
            {
                await Page.ScreenshotAsync(Path.Combine(folder, $"{name}-{top / Part}.png"), new ScreenshotOptions
                {
                    Clip = new PuppeteerSharp.Media.Clip { X = 0, Y = top, Width = width, Height = Math.Min(Part, height - top) },
                    CaptureBeyondViewport = true,
                });
            }
        }
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
