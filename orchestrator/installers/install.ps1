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

$program = Join-Path $Prefix 'bedrock-auth.exe'
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

function Get-UserPath {
    $path = [Environment]::GetEnvironmentVariable('Path', 'User')
    return @("$path" -split ';' | Where-Object { $_ -ne '' })
}

function Set-UserPath([string[]] $Folders) {
    [Environment]::SetEnvironmentVariable('Path', ($Folders -join ';'), 'User')
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
        Remove-Item -LiteralPath $program -Force
        Set-UserPath @(Get-UserPath | Where-Object { $_ -ne $Prefix })
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
Set-WholeFile $binary $program
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

$folders = Get-UserPath
if ($folders -notcontains $Prefix) {
    Set-UserPath (@($folders) + $Prefix)
    Write-Output 'Open a new terminal to run bedrock-auth by its name.'
}
Write-Output "Sign in with: $program login"
