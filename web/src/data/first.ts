/*
 * Before the first paint: the theme, density and language that were chosen here. A script of its own that the page's head runs at once
 * (inline scripts are forbidden), so it imports nothing.
 */
{
    const root = document.documentElement;

    try {
        const { theme, language, density } = (JSON.parse(localStorage.getItem('kith-choices') ?? '{}') as
            { state?: Record<string, string | undefined> }).state ?? {};
        if (theme === 'light' || theme === 'dark')
            root.dataset.theme = theme;
        if (density === 'compact')
            root.dataset.density = density;
        if (language) {
            root.lang = language;
            root.dir = language === 'ar' ? 'rtl' : 'ltr';
        }
    } catch {
        /* Without storage, or with another's in it: as the system has it. */
    }
}
