#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Makes a site of static pages from the documentation: every page that README.md and docs/README.md lead to, and the files they name.
.PARAMETER OutputFolder
Where the site goes; its start is index.html. What is there is replaced.
.EXAMPLE
./docs/site.ps1
#>
[CmdletBinding()]
param([string] $OutputFolder = (Join-Path $PSScriptRoot ../artifacts/docs))

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot ..)).Path

$style = @'
:root { color-scheme: light dark; --ink: light-dark(#1f2328, #e6edf3); --soft: light-dark(#57606a, #9da7b3);
  --paper: light-dark(#fff, #0d1117); --box: light-dark(#f6f8fa, #161b22); --line: light-dark(#d0d7de, #30363d); --link: light-dark(#0550ae, #79c0ff); }
* { box-sizing: border-box; } body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; }
a { color: var(--link); } p, li, h1, h2, h3 { overflow-wrap: anywhere; } .frame { display: flex; flex-wrap: wrap; max-width: 82rem; margin: auto; }
nav { flex: 1 1 14rem; padding: 1rem; font-size: .9rem; } nav h2 { font-size: .8rem; margin: 1rem 0 .2rem; color: var(--soft); } nav ul { list-style: none; margin: 0; padding: 0; }
main { flex: 999 1 32rem; min-width: 0; padding: 1rem 1.5rem 4rem; max-width: 62rem; } img { max-width: 100%; }
pre, table { display: block; overflow-x: auto; } pre { background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: .8rem; line-height: 1.4; }
code { font: .86em ui-monospace, monospace; background: var(--box); } pre code { background: none; }
table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
@media (max-width: 47rem) { nav { order: 2; } } @media print { nav { display: none; } }
'@

function Get-Markdown([string] $Path) {
    if (-not (Test-Path $Path -PathType Container)) { return Get-Content $Path -Raw }

    # A folder that a page points to becomes a list of what is in it.
    $name = [IO.Path]::GetRelativePath($root, $Path).Replace('\', '/')
    "# $name`n`n" + ((Get-ChildItem $Path -File | Sort-Object Name | ForEach-Object { "- [$($_.Name -replace '\.md$')]($($_.Name))" }) -join "`n")
}

function Get-Title([string] $Markdown) {
    [Net.WebUtility]::HtmlEncode($Markdown -match '(?m)^# (?<title>.+)$' ? $Matches.title : 'IoTLoad')
}

function Get-SitePath([string] $Path) {
    $relative = [IO.Path]::GetRelativePath($root, $Path).Replace('\', '/')
    $relative -eq 'README.md' ? 'index.html' : (Test-Path $Path -PathType Container) ? "$relative/index.html" : ($relative -replace '\.md$', '.html')
}

# A link of a page, as the site has it. What it points to is queued.
function Get-SiteLink([string] $From, [string] $Link) {
    $target, $anchor = $Link -split '#', 2
    if (-not $target -or $Link -match '^[a-z]+:') { return $Link }

    $path = [IO.Path]::GetFullPath([Uri]::UnescapeDataString($target), (Test-Path $From -PathType Container) ? $From : (Split-Path $From))
    if (-not (Test-Path $path)) { throw "$From points to $Link, which is not there." }

    $queue.Enqueue($path)
    $up = '../' * ((Get-SitePath $From).Split('/').Count - 1)
    $up + (Get-SitePath $path) + ($anchor ? "#$anchor" : '')
}

# The menu is the index of docs/README.md: its headings, and the pages in its tables.
$start = Join-Path $PSScriptRoot README.md
$menu = @(foreach ($line in Get-Content $start) {
        if ($line -match '^## (?<heading>[^:]+)') { @{ Heading = $Matches.heading } }
        elseif ($line -match '^\| \[[^\]]+\]\((?<link>[^)]+)\)') {
            $page = Join-Path $PSScriptRoot ($Matches.link -replace '#.*')
            @{ Text = Get-Title (Get-Markdown $page); Link = $Matches.link }
        }
    })

$queue = [Collections.Generic.Queue[string]]::new([string[]] ((Join-Path $root README.md), $start))
$done = [Collections.Generic.HashSet[string]]::new()
if (Test-Path $OutputFolder) { Remove-Item $OutputFolder -Recurse }
while ($queue.Count) {
    $path = $queue.Dequeue()
    if (-not $done.Add($path)) { continue }

    $file = Join-Path $OutputFolder (Get-SitePath $path)
    $null = New-Item (Split-Path $file) -ItemType Directory -Force
    if ($file -notlike '*.html') {
        Copy-Item $path $file
        continue
    }

    $text = Get-Markdown $path
    $body = [regex]::Replace(($text | ConvertFrom-Markdown).Html, '(?<name>href|src)="(?<link>[^"]*)"',
        { param($match) "$($match.Groups['name'])=`"$(Get-SiteLink $path $match.Groups['link'].Value)`"" })
    $body = $body -replace '<pre>', '<pre tabindex="0">' -replace '<table>', '<table tabindex="0">'
    $up = '../' * ((Get-SitePath $path).Split('/').Count - 1)
    $lines = @("<p><a href=`"${up}index.html`">IoTLoad</a></p>") + @(foreach ($entry in $menu) {
            if ($entry.ContainsKey('Heading')) { "</ul><h2>$($entry.Heading)</h2><ul>" }
            else { "<li><a href=`"$up$((Get-SiteLink $start $entry.Link) -replace '^\.\./')`">$($entry.Text)</a></li>" }
        })
    Set-Content $file @"
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>$(Get-Title $text)</title><style>$style</style></head>
<body><div class="frame"><nav aria-label="Pages">$($lines -join "`n" -replace '</p>\n</ul>', '</p>')</ul></nav>
<main>
$body
</main></div></body></html>
"@
}

"The site has $($done.Count) pages and files and starts at $(Join-Path (Resolve-Path $OutputFolder) index.html)"
