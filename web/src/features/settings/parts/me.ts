/* One's own account as the settings see it. */
export interface Me {
    id: string;
    username: string;
    display_name: string;
    bio: string | null;
    banner_url: string | null;
    email: string | null;
    email_confirmed: boolean;
    locked: boolean;
    noindex: boolean;
}
