"""What videos and podcasts need beyond pages: yt-dlp as a library, the choice of a track, what listeners marked as
advertising.

Invariant: no request leaves but through the fetcher, so that its checks, queues and limits hold for yt-dlp too. `player`
drives yt-dlp, `tracks` chooses among subtitles, `sponsorblock` asks for marked segments, `about` is the metadata file
that lies beside a transcript, `spoken_files` reads the transcript formats of podcasts.
"""
