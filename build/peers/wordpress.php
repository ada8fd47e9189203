<?php
// A WordPress for tests out of Debian's files. As "php wordpress.php" it installs the site whose wp-config.php lies in
// the folder WORDPRESS_DIR and prints two application passwords, an author's and an administrator's; as the router of
// "php -S" it answers.
define('ABSPATH', getenv('WORDPRESS_DIR') . '/');
if (PHP_SAPI !== 'cli') {
    $path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    if (str_starts_with($path, '/wp-content/') && !str_ends_with($path, '.php')) {
        return false;
    }
    if ($path === '/wp-login.php') {
        $_SERVER['PHP_SELF'] = $_SERVER['SCRIPT_NAME'] = $path;
        require '/usr/share/wordpress/wp-login.php';
        return;
    }
    $_SERVER['PHP_SELF'] = $_SERVER['SCRIPT_NAME'] = '/index.php';
    require '/usr/share/wordpress/index.php';
    return;
}

$_SERVER['HTTP_HOST'] = parse_url(getenv('WORDPRESS_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('WORDPRESS_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
define('WP_INSTALLING', true);
require '/usr/share/wordpress/wp-load.php';
require '/usr/share/wordpress/wp-admin/includes/upgrade.php';
function wp_mail() { return true; } // nobody is to be told
wp_install('Test', 'owner', 'owner@example.test', true, '', bin2hex(random_bytes(16)));
update_option('permalink_structure', '/%postname%/');
switch_theme('bare');
$author = wp_insert_user(['user_login' => 'bedside', 'user_pass' => bin2hex(random_bytes(16)), 'role' => 'author']);
foreach (['bedside' => $author, 'owner' => 1] as $name => $user) {
    [$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'bedside']);
    echo "$name:$password\n";
}
