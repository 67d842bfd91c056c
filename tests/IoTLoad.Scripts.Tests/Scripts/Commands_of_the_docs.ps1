# Every PowerShell block of the README and the docs parses, and names commands and parameters in full that the module has.
$root = $env:REPOSITORY
$pages = @(Get-ChildItem $root/docs -Recurse -Filter *.md) + @(Get-Item $root/README.md, $root/CONTRIBUTING.md, "$root/examples/*.ps1")
$wrong = [System.Collections.Generic.List[string]]::new()
$checked = 0
foreach ($page in $pages) {
    $text = (Get-Content $page -Raw) -replace '\r\n', "`n"
    $blocks = $page.Extension -eq '.ps1' ? @($text) : [regex]::Matches($text, '(?ms)^```powershell\n(.*?)^```').ForEach({ $_.Groups[1].Value })
    foreach ($block in $blocks) {
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($block, [ref]$null, [ref]$errors)
        foreach ($each in $errors) { $wrong.Add("$($page.Name): $($each.Message) in $($each.Extent.Text)") }
        foreach ($command in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            $name = $command.GetCommandName()
            if ($name -notlike '*-IoTLoad*') { continue }
            $found = Get-Command $name -Module IoTLoad -ErrorAction Ignore
            if (-not $found) { $wrong.Add("$($page.Name): there is no $name"); continue }
            $known = @($found.Parameters.Keys) + @($found.Parameters.Values.Aliases)
            foreach ($element in $command.CommandElements) {
                if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
                    $checked++
                    if ($known -notcontains $element.ParameterName) { $wrong.Add("$($page.Name): $name has no -$($element.ParameterName)") }
                }
            }
        }
    }
}
Assert-Holds 'the docs use commands and parameters that exist' ($checked -gt 150 -and $wrong.Count -eq 0) @($checked, $wrong)

# Links between pages, to a file and to a heading in it.
function Get-Anchor([string] $Heading) { ($Heading -replace '[`*]', '').Trim().ToLowerInvariant() -replace '[^\w\- ]', '' -replace ' ', '-' }
$dead = foreach ($page in @(Get-Item $root/README.md, $root/CONTRIBUTING.md, $root/CHANGELOG.md) + @(Get-ChildItem $root/docs -Recurse -Filter *.md)) {
    # Not what stands in backticks.
    foreach ($link in [regex]::Matches(((Get-Content $page -Raw) -replace '(`+).+?\1'), '\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)')) {
        $target = $link.Groups[1].Value ? (Join-Path $page.DirectoryName $link.Groups[1].Value) : $page.FullName
        if (-not (Test-Path $target)) { "$($page.Name): $link" }
        elseif ($link.Groups[2].Success -and (Get-Content $target | Where-Object { $_ -match '^#+ (.+)' } | ForEach-Object { Get-Anchor $Matches[1] }) -notcontains $link.Groups[2].Value) { "$($page.Name): $link" }
    }
}
Assert-Holds 'no link between pages is dead' ($null -eq $dead) $dead
