<#
.SYNOPSIS
Installs bedrock-auth for one team, and sets up its AWS profile and Claude Code.
.DESCRIPTION
Running it again updates what is there. BEDROCK_AUTH_HOME says where bedrock-auth keeps things,
instead of .bedrock-auth in your own folder.
.PARAMETER Prefix
The folder to install into, instead of bedrock-auth below your local programs.
.PARAMETER ProfileName
The AWS profile to write, instead of bedrock.
.PARAMETER NoProfile
Leave the AWS configuration alone.
.PARAMETER NoClaude
Leave Claude Code's settings alone.
.PARAMETER Uninstall
Take back what was written, and remove the program.
#>
[CmdletBinding()]
param(
    [string] $Prefix = (Join-Path $env:LOCALAPPDATA 'Programs\bedrock-auth'),
    [string] $ProfileName = 'bedrock',
    [switch] $NoProfile,
    [switch] $NoClaude,
    [switch] $Uninstall
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# PATH and the settings need a place that means the same everywhere.
$Prefix = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Prefix)
$program = Join-Path $Prefix 'bedrock-auth.exe'
$aside = "$program.old-$PID"
$keep = $env:BEDROCK_AUTH_HOME
if (-not $keep) {
    $keep = Join-Path $env:USERPROFILE '.bedrock-auth'
}
$routes = Join-Path $keep 'routes.json'

# Ends when the file is not the one that was packaged.
function Assert-Packaged([string] $Name) {
    $file = Join-Path $PSScriptRoot $Name
    if (-not (Test-Path -LiteralPath $file -PathType Leaf)) {
        throw "$Name is missing: unpack the whole folder again"
    }
    $wanted = $null
    foreach ($line in Get-Content -LiteralPath (Join-Path $PSScriptRoot 'SHA256SUMS')) {
        $parts = $line -split '\s+', 2
        if ($parts.Count -eq 2 -and $parts[1] -eq $Name) {
            $wanted = $parts[0]
        }
    }
    if (-not $wanted) {
        throw "SHA256SUMS does not name ${Name}: unpack the whole folder again"
    }
    $found = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash
    if ($found -ne $wanted) {
        throw "$Name is not what was packaged: do not use it, and fetch the folder again"
    }
    return $file
}

# Whole or not at all.
function Set-WholeFile([string] $From, [string] $To) {
    $beside = "$To.new-$PID"
    try {
        Copy-Item -LiteralPath $From -Destination $beside -Force
        Move-Item -LiteralPath $beside -Destination $To -Force
    } finally {
        Remove-Item -LiteralPath $beside -Force -ErrorAction SilentlyContinue
    }
}

# What stands in the program's place, out of its way. A program that runs can neither be replaced nor
# removed, but it can be renamed; what still runs then goes the next time.
function Move-ProgramAside {
    if (Test-Path -LiteralPath $program) {
        Move-Item -LiteralPath $program -Destination $aside -Force
    }
}

function Remove-Aside {
    Get-ChildItem -LiteralPath $Prefix -Filter 'bedrock-auth.exe.old-*' -File |
        Remove-Item -Force -ErrorAction SilentlyContinue
}

function Set-Program([string] $From) {
    $beside = "$program.new-$PID"
    try {
        Copy-Item -LiteralPath $From -Destination $beside -Force
        Move-ProgramAside
        try {
            Move-Item -LiteralPath $beside -Destination $program
        } catch {
            if (Test-Path -LiteralPath $aside) {
                Move-Item -LiteralPath $aside -Destination $program
            }
            throw
        }
    } finally {
        Remove-Item -LiteralPath $beside -Force -ErrorAction SilentlyContinue
    }
    Remove-Aside
}

# As it is written: what stands between % in it stays so, also when it is written back.
function Get-UserPath {
    $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment')
    if ($null -eq $key) {
        return ''
    }
    try {
        $asWritten = [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames
        return [string] $key.GetValue('Path', '', $asWritten)
    } finally {
        $key.Dispose()
    }
}

function Set-UserPath([string] $Path) {
    $key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
    try {
        $kind = [Microsoft.Win32.RegistryValueKind]::ExpandString
        if ($key.GetValueNames() -contains 'Path') {
            $kind = $key.GetValueKind('Path')
        }
        $key.SetValue('Path', $Path, $kind)
    } finally {
        $key.Dispose()
    }
    # Tells running programs, such as the one that starts terminals; there is no such variable.
    [Environment]::SetEnvironmentVariable('BEDROCK_AUTH_PATH_CHANGED', [NullString]::Value, 'User')
}

function Test-IsPrefix([string] $Folder) {
    $expanded = [Environment]::ExpandEnvironmentVariables($Folder)
    return $expanded.TrimEnd('\') -eq $Prefix.TrimEnd('\')
}

if ($Uninstall) {
    if (Test-Path -LiteralPath $program) {
        & $program uninstall
        if ($LASTEXITCODE -ne 0) {
            Write-Warning 'Some of it stays; see above.'
        }
        # Only the program can take back what is still written down.
        if (Test-Path -LiteralPath (Join-Path $keep 'install.json')) {
            throw "$program stays too: do as it says above, and run this again"
        }
        Move-ProgramAside
        Remove-Aside
        $path = Get-UserPath
        $left = (@($path -split ';' | Where-Object { -not (Test-IsPrefix $_) }) -join ';')
        if ($left -ne $path) {
            Set-UserPath $left
        }
        Write-Output "Removed $program"
    } else {
        Write-Output "There is no $program"
    }
    $packaged = Join-Path $PSScriptRoot 'routes.json'
    if ((Test-Path -LiteralPath $routes) -and
        (Get-FileHash -LiteralPath $routes).Hash -eq (Get-FileHash -LiteralPath $packaged).Hash) {
        Remove-Item -LiteralPath $routes -Force
    }
    exit 0
}

# The only one that there is; Windows on Arm runs it too.
$binary = Assert-Packaged 'bin/bedrock-auth-x86_64-pc-windows-msvc.exe'
$document = Assert-Packaged 'routes.json'
$team = (Get-Content -LiteralPath (Assert-Packaged 'team') -TotalCount 1).Trim()

New-Item -ItemType Directory -Path $Prefix -Force | Out-Null
Set-Program $binary
New-Item -ItemType Directory -Path $keep -Force | Out-Null
Set-WholeFile $document $routes
Write-Output "Installed $program"

$arguments = @('install', '--team', $team, '--profile', $ProfileName)
if ($NoProfile) { $arguments += '--no-profile' }
if ($NoClaude) { $arguments += '--no-claude' }
& $program @arguments
if ($LASTEXITCODE -ne 0) {
    exit $LASTEXITCODE
}

$path = Get-UserPath
if (-not @($path -split ';' | Where-Object { Test-IsPrefix $_ })) {
    Set-UserPath ((@($path.TrimEnd(';'), $Prefix) -ne '') -join ';')
    Write-Output 'Open a new terminal to run bedrock-auth by its name.'
}
Write-Output "Sign in with: $program login"
