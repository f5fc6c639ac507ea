export const CONNECT = 'annulus:connect'; // page → preload → main: a port, please
export const PORT = 'annulus:port'; // main → preload → page: here it is
export const DROPPED = 'annulus:dropped'; // preload → main: paths of files dropped on the window
